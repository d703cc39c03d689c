import { unwatchFile, watchFile } from "node:fs";
import { agentLimits } from "../limits.ts";
import type { TokenSource } from "./token-source.ts";

/** Resolves when the token's file has changed, or the signal fires. One in the environment never does. */
export function tokenChanged(source: TokenSource, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const finish = (): void => resolve();
  if (signal.aborted) finish();
  signal.addEventListener("abort", finish, { once: true });
  if (source.at === "environment") return promise;
  watchFile(source.path, { interval: agentLimits.fileWatchMs, persistent: false }, finish);
  return promise.finally(() => unwatchFile(source.path, finish));
}
