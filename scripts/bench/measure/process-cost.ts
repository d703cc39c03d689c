import { readdir, readFile } from "node:fs/promises";
import { ticksPerSecond } from "../limits.ts";

/** Processes by the part that they play in a row, e.g. `hub`. */
export type Processes = Readonly<Record<string, readonly number[]>>;

/** CPU time in ms by part. */
export type CpuMs = Readonly<Record<string, number>>;

/** What a piece of work costs each process, with all that it starts. Reads proc(5): Linux only. */
export async function costOf<T>(
  processes: Processes,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly cpuMs: CpuMs; readonly tookMs: number }> {
  const before = await cpuOf(processes);
  const startMs = performance.now();
  const result = await work();
  const tookMs = performance.now() - startMs;
  const after = await cpuOf(processes);
  const parts = Object.keys(processes);
  const cpuMs = Object.fromEntries(
    parts.map((part) => [part, (after[part] ?? 0) - (before[part] ?? 0)]),
  );
  return { result, cpuMs, tookMs };
}

/** Memory that is a process's own (RssAnon), in bytes. */
export async function ownMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

/** CPU time in ms of this process's children that have ended. */
export async function endedChildrenCpuMs(): Promise<number> {
  const fields = fieldsOf(await readFile("/proc/self/stat", "utf8"));
  return ((Number(fields[13]) + Number(fields[14])) / ticksPerSecond) * 1000;
}

async function cpuOf(processes: Processes): Promise<CpuMs> {
  const all = await everyProcess();
  const cpuMs: Record<string, number> = {};
  for (const [part, pids] of Object.entries(processes)) {
    const ticks = pids.map((pid) => ticksOfTree(pid, all));
    cpuMs[part] = (ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond) * 1000;
  }
  return cpuMs;
}

type ProcessTime = {
  readonly parent: number;
  /** Its own, and that of its children which have ended and were waited for. */
  readonly ticks: number;
};

function ticksOfTree(pid: number, all: ReadonlyMap<number, ProcessTime>): number {
  let ticks = all.get(pid)?.ticks ?? 0;
  for (const [child, { parent }] of all) if (parent === pid) ticks += ticksOfTree(child, all);
  return ticks;
}

async function everyProcess(): Promise<ReadonlyMap<number, ProcessTime>> {
  const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
  const times = await Promise.all(pids.map(async (pid) => [pid, await timeOf(pid)] as const));
  return new Map(times.filter((one): one is [number, ProcessTime] => one[1] !== undefined));
}

/** Undefined: it has just ended. */
async function timeOf(pid: number): Promise<ProcessTime | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = fieldsOf(stat);
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), ticks };
}

/** The fields from the state on: the name before them, in parentheses, may contain anything. */
function fieldsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
