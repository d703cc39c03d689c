import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { v7 as uuid } from "uuid";
import { freshRunMs } from "../limits.ts";
import type { Runs } from "../run.ts";
import { makePrivateFolder } from "../../private-files.ts";
import { isLocked } from "./sqlite-failure.ts";

/** A run whose lock is held until it is closed, or the process is gone. */
export type RunLock = Runs & Disposable;

/**
 * Begins a run: a lock file in `folder`, locked by the operating system. Unlike a process id, such a
 * lock is let go however the process dies, and is never mistaken for another's. The lock is SQLite's
 * on an empty database, because Node has none of its own.
 */
export async function beginRun(folder: string, nowMs: number): Promise<RunLock> {
  await makePrivateFolder(folder);
  removeOld(folder, nowMs);
  const current = uuid();
  const path = lockPath(folder, current);
  const lock = new DatabaseSync(path, { timeout: freshRunMs });
  lock.exec(takeLock);
  return {
    current,
    isOver: (run) => run !== current && !isHeld(lockPath(folder, run)),
    [Symbol.dispose]() {
      lock.close();
      rmSync(path, { force: true });
    },
  };
}

/** Whether any process holds a lock in the folder of runs. */
export function isInUse(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((name) => isHeld(join(folder, name)));
}

/** Without a journal, nothing but the lock file is made. */
const takeLock = "pragma journal_mode = memory; begin exclusive";

function lockPath(folder: string, run: string): string {
  return join(folder, `${run}.lock`);
}

function isHeld(path: string): boolean {
  if (!existsSync(path)) return false;
  const lock = new DatabaseSync(path);
  try {
    lock.exec(takeLock);
    return false;
  } catch (error) {
    if (isLocked(error)) return true;
    throw error;
  } finally {
    lock.close();
  }
}

/** Removes what dead processes left. A file that was made just now may not be locked yet. */
function removeOld(folder: string, nowMs: number): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const madeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs;
    if (nowMs - madeMs > freshRunMs && !isHeld(path)) rmSync(path, { force: true });
  }
}
