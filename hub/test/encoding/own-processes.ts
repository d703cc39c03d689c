import { readdir, readFile } from "node:fs/promises";

/** The ids of the processes that this one has started and that are not reaped; none where that cannot be told. */
export async function ownProcesses(): Promise<number[]> {
  const path = `/proc/${process.pid}/task/${process.pid}/children`;
  const ids = await readFile(path, "utf8").catch(() => "");
  return ids.split(" ").filter(Boolean).map(Number);
}

/** How many descriptors this process has; the same number each time where that cannot be told. */
export async function openFiles(): Promise<number> {
  return (await readdir("/proc/self/fd").catch(() => [])).length;
}

/** Whether a process is there, a zombie or not. */
export function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
