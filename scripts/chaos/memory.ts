import { readFile } from "node:fs/promises";
import { type Inspector, inspect } from "../bench/measure/inspector.ts";
import type { RunningProcess } from "../processes/running-process.ts";
import { until } from "../until.ts";

/** Looks at the memory of a process that was started with `nodeOptions`. */
export type MemoryWatch = AsyncDisposable & {
  /** Resident bytes once all garbage is collected; without that, V8 lets it grow to four times the heap. */
  residentBytes(): Promise<number>;
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
    async residentBytes() {
      await inspector.kept();
      return (await residentNow(pid)) ?? 0;
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
