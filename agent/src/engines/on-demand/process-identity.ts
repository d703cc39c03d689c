import { readFileSync } from "node:fs";
import { execaSync } from "execa";

/** A process, told apart from a later one with the same number. */
export type ProcessIdentity = { readonly pid: number; readonly started: string };

/** Undefined for a process that is not there, and on systems that tell no time of start. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const started = startOf(pid);
  return started === undefined || started === "" ? undefined : { pid, started };
}

/** Whether that very process is still there. */
export function isRunning({ pid, started }: ProcessIdentity): boolean {
  return startOf(pid) === started;
}

function startOf(pid: number): string | undefined {
  try {
    if (process.platform === "linux") return linuxStart(readFileSync(`/proc/${pid}/stat`, "utf8"));
    if (process.platform === "win32") return undefined;
    return execaSync("ps", ["-o", "lstart=", "-p", String(pid)], { timeout: psMs }).stdout;
  } catch {
    return undefined;
  }
}

/** In ticks since the system's start (proc(5), field 22); the name before it may hold anything. */
function linuxStart(stat: string): string | undefined {
  const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Dead, and not yet waited for.
  return state === "Z" ? undefined : fields[18];
}

const psMs = 2_000;
