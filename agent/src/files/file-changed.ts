import { type Stats, unwatchFile, watchFile } from "node:fs";
import { agentLimits } from "../limits.ts";

/** Resolves when the file has changed, come or gone, or when the signal fires. */
export function fileChanged(path: string | undefined, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = (): void => resolve();
  if (signal.aborted) finish();
  signal.addEventListener("abort", finish, { once: true });
  if (path === undefined) return promise;
  // Node calls once at the start where there is no file: nothing has changed by that.
  const look = (now: Stats, before: Stats): void => {
    if (now.mtimeMs !== before.mtimeMs || now.ino !== before.ino || now.size !== before.size)
      finish();
  };
  watchFile(path, { interval: agentLimits.fileWatchMs, persistent: false }, look);
  return promise.finally(() => {
    unwatchFile(path, look);
    signal.removeEventListener("abort", finish);
  });
}
