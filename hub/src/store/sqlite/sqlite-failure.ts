import { Failure } from "@club/shared/wire/failures.ts";

/** Primary result codes of https://www.sqlite.org/rescode.html that mean something to the hub. */
const resultCodes = {
  BUSY: 5,
  READONLY: 8,
  IOERR: 10,
  FULL: 13,
  CANTOPEN: 14,
  NOTADB: 26,
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

/** Why a database could not be opened, as a Failure with a sentence for the operator. */
export function fromOpening(thrown: unknown, path: string): unknown {
  const error = thrown instanceof Failure ? thrown.cause : thrown;
  const options = { cause: thrown };
  if (resultCode(error) === resultCodes.NOTADB) {
    const message = `${path} is not a database: move it away, and restore a backup in its place.`;
    return new Failure("CONFLICT", message, options);
  }
  const reason = error instanceof Error ? diskReasons[errnoOf(error)] : undefined;
  if (reason === undefined) return fromSqlite(thrown);
  return new Failure("STORAGE_FULL", `${path} cannot be written: ${reason}.`, options);
}

const diskReasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk is read-only",
  EACCES: "its folder belongs to another user, or denies it",
  EPERM: "its folder denies it",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "a part of its path is a file",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
};

function errnoOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** The primary code: the low byte of an extended one. */
function resultCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return undefined;
  return typeof thrown.errcode === "number" ? thrown.errcode & 0xff : undefined;
}
