import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { agentLimits } from "../limits.ts";

/**
 * Runs a program of the owner's again and again until the signal fires: while it exits with 0 the
 * agent is paused, e.g. `pgrep -x game`. `answered` hears of each answer; a program that cannot be
 * run, or takes too long, does not pause.
 */
export async function watchPauseProgram(
  command: readonly string[],
  answered: (isPaused: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const isPaused = await succeeds(command, signal);
    if (signal.aborted) return;
    answered(isPaused);
    await sleep(agentLimits.pauseProgramEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

function succeeds(
  [program = "", ...argv]: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const options = { signal, timeout: agentLimits.pauseProgramMs, killSignal: "SIGKILL" } as const;
  try {
    execFile(program, argv, options, (error) => resolve(error === null));
  } catch {
    // Out of memory or processes: Node throws some of these instead of passing them on.
    resolve(false);
  }
  return promise;
}
