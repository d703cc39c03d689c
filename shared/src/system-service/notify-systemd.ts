import { execFile } from "node:child_process";

/**
 * Tells systemd how a service is (sd_notify(3)), where systemd asked for it: `READY=1`, `STOPPING=1`,
 * `STATUS=…`. Node has no datagram sockets for Unix addresses, so systemd's own program sends it.
 * Failing to tell is no failure.
 */
export async function notifySystemd(
  environment: Readonly<Record<string, string | undefined>>,
  words: string,
): Promise<void> {
  if (!environment["NOTIFY_SOCKET"]) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const pid = `--pid=${process.pid}`;
  const options = { env: { ...environment }, timeout: notifyMs };
  try {
    execFile("systemd-notify", [pid, words], options, () => resolve());
  } catch {
    resolve();
  }
  await promise;
}

/** systemd answers at once, unless the machine is in trouble: then the service goes on without. */
const notifyMs = 5_000;
