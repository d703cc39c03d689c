import { Failure } from "@club/shared/wire/failures.ts";

/** Primary result codes of https://www.sqlite.org/rescode.html that mean something to the hub. */
const resultCodes = {
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  FULL: 13,
  CANTOPEN: 14,
} as const;

/** Whether another process holds the lock that a statement needed. */
export function isLocked(thrown: unknown): boolean {
  return resultCode(thrown) === resultCodes.BUSY;
}

/** What SQLite threw as a Failure where it says something about the disk or the lock, else as it is. */
export function fromSqlite(thrown: unknown): unknown {
  const code = resultCode(thrown);
  if (code === undefined) return thrown;
  const options = { cause: thrown };
  if (code === resultCodes.BUSY) {
    return new Failure("BUSY", "The hub's database is locked by another process.", options);
  }
  if (unwritable.has(code)) {
    return new Failure("STORAGE_FULL", "The hub's database cannot be written.", options);
  }
  return thrown;
}

const unwritable: ReadonlySet<number> = new Set([
  resultCodes.FULL,
  resultCodes.READONLY,
  resultCodes.IOERR,
  resultCodes.CANTOPEN,
]);

/** The primary code: the low byte of an extended one. */
function resultCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return undefined;
  return typeof thrown.errcode === "number" ? thrown.errcode & 0xff : undefined;
}
