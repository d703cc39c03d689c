import { execFile } from "node:child_process";
import type { Environment } from "../config/paths.ts";
import { agentLimits } from "../limits.ts";

/**
 * Tells systemd how the agent is (sd_notify(3)), where systemd asked for it: `READY=1`, `STOPPING=1`,
 * `STATUS=…`. Node has no datagram sockets for Unix addresses, so systemd's own program sends it.
 * Failing to tell is no failure.
 */
export async function notifySystemd(environment: Environment, words: string): Promise<void> {
  if (!environment["NOTIFY_SOCKET"]) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const pid = `--pid=${process.pid}`;
  const options = { env: { ...environment }, timeout: agentLimits.notifyMs };
  try {
    execFile("systemd-notify", [pid, words], options, () => resolve());
  } catch {
    resolve();
  }
  await promise;
}
