import { DatabaseSync } from "node:sqlite";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../../clock.ts";
import { sleep } from "../../clock.ts";
import type { DataFolder } from "../../data-folder.ts";
import { makePrivateFile } from "../../private-files.ts";
import { maxServingWaitMs, servingRetryMs } from "../limits.ts";
import { isLocked } from "./sqlite-failure.ts";

/**
 * Makes this process the one hub that takes requests on a data folder, until the answer is disposed of
 * or the process is gone: quotas and the tunnel's sessions are in one process. Waits for a hub that is
 * about to stop; throws CONFLICT when it does not.
 */
export async function beginServing(
  { root, serving }: DataFolder,
  clock: Clock,
): Promise<Disposable> {
  await makePrivateFile(serving);
  const lock = new DatabaseSync(serving, { timeout: 0 });
  const giveUpAtMs = clock.monotonicMs() + maxServingWaitMs;
  try {
    while (!isTaken(lock)) {
      if (clock.monotonicMs() >= giveUpAtMs) throw another(root);
      await sleep(clock, servingRetryMs, neverAborted);
    }
  } catch (error) {
    lock.close();
    throw error;
  }
  return {
    [Symbol.dispose]() {
      if (lock.isOpen) lock.close();
    },
  };
}

/** Waiting is bounded by `maxServingWaitMs`, and not given up before. */
const neverAborted = new AbortController().signal;

/** The lock is SQLite's on an empty database: the operating system lets it go however the process dies. */
function isTaken(lock: DatabaseSync): boolean {
  try {
    lock.exec("pragma journal_mode = memory; begin exclusive");
    return true;
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  }
}

function another(root: string): Failure {
  const message = `Another hub serves ${root}. Stop it first, or name another folder with --data.`;
  return new Failure("CONFLICT", message);
}
