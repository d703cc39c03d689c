import { unwatchFile, watchFile } from "node:fs";
import { agentLimits } from "../limits.ts";

/** Resolves when the file has changed, come or gone, or when the signal fires. */
export function fileChanged(path: string | undefined, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = (): void => resolve();
  if (signal.aborted) finish();
  signal.addEventListener("abort", finish, { once: true });
  if (path === undefined) return promise;
  watchFile(path, { interval: agentLimits.fileWatchMs, persistent: false }, finish);
  return promise.finally(() => {
    unwatchFile(path, finish);
    signal.removeEventListener("abort", finish);
  });
}
