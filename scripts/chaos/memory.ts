import { readFile } from "node:fs/promises";
import { type Inspector, inspect } from "../bench/measure/inspector.ts";
import type { RunningProcess } from "../processes/running-process.ts";
import { until } from "../until.ts";

/** Looks at the memory of a process that was started with `nodeOptions`. */
export type MemoryWatch = AsyncDisposable & {
  /** What is taken once all garbage is collected; without that, V8 lets it grow to four times the heap. */
  look(): Promise<Memory>;
};

/** In bytes. */
export type Memory = {
  readonly resident: number;
  /** The part that is in use: V8's heap and the buffers outside of it. The rest is malloc's, free or not. */
  readonly kept: number;
};

/** Options of Node's that let its memory be looked at. */
export const nodeOptions = "--inspect-port=0";

/** Undefined where there is no /proc. */
export async function watchMemory(process: RunningProcess): Promise<MemoryWatch | undefined> {
  const { pid } = process;
  if (pid === undefined || (await residentNow(pid)) === undefined) return undefined;
  const inspector: Inspector = await inspect({
    pid,
    untilSays: (what, find) => until(what, () => find(process.log()), { timeoutMs: answerMs }),
  });
  return {
    async look() {
      const { heapUsed, external } = await inspector.kept();
      return { resident: (await residentNow(pid)) ?? 0, kept: heapUsed + external };
    },
    [Symbol.asyncDispose]: () => inspector[Symbol.asyncDispose](),
  };
}

/** Node makes its inspector listen at once. */
const answerMs = 10_000;

async function residentNow(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kib === undefined ? undefined : Number(kib) * 1024;
}
