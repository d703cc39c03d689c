import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createEngine } from "../../../src/engines/create-engine.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import type { Subject } from "../contract.ts";

/** A subject of the contract that is a program of this machine. */
export function subjectOf(
  settings: object,
  known: { readonly voice?: string; readonly rateHz: number },
): () => Promise<Subject & AsyncDisposable> {
  const { rateHz, ...voice } = known;
  return async () => ({
    engine: createEngine(serviceConfigSchema.parse(settings)),
    format: { rateHz, channels: 1 },
    ...voice,
    [Symbol.asyncDispose]: async () => {},
  });
}

/** Resolves when no child of this process runs the program any more. */
export async function gone(program: string): Promise<void> {
  const untilMs = performance.now() + 10_000;
  while (performance.now() < untilMs) {
    if (!(await childrenOf(process.pid)).includes(program)) return;
    await sleep(10);
  }
  throw new Error(`${program} is still running`);
}

/** The names of a process' children that are not zombies (Linux: /proc, the fields of `stat`). */
async function childrenOf(parent: number): Promise<string[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    ids.map(async (id) => await readFile(`/proc/${id}/stat`, "utf8").catch(() => "")),
  );
  return stats.flatMap((stat) => {
    const [, name, state, parentId] = /^\d+ \((.*)\) (\S) (\d+)/.exec(stat) ?? [];
    return name !== undefined && state !== "Z" && Number(parentId) === parent ? [name] : [];
  });
}
