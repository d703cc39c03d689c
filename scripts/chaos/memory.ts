import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** The least resident memory that a process was seen with in a while, in bytes; undefined without /proc. */
export async function residentBytes(pid: number | undefined): Promise<number | undefined> {
  if (pid === undefined) return undefined;
  const seen: number[] = [];
  for (let sample = 0; sample < 20; sample += 1) {
    const bytes = await residentNow(pid);
    if (bytes === undefined) return undefined;
    seen.push(bytes);
    await wait(250);
  }
  return Math.min(...seen);
}

async function residentNow(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kib === undefined ? undefined : Number(kib) * 1024;
}
