import { Failure } from "@club/shared/wire/failures.ts";
import { archiveLimits } from "./limits.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the archive's folder is read-only",
  EACCES: "the archive's folder may not be written",
  EPERM: "the archive's folder may not be written",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EIO: "the disk reports an error",
};

/** Whatever kept the archive from being written, as STORAGE_FULL; what happened is its cause. */
export function storageFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const code = errorCode(thrown);
  const reason = reasons[code ?? ""] ?? `the archive cannot be written${code ? ` (${code})` : ""}`;
  return noRoom(reason, thrown);
}

/** STORAGE_FULL for a reason that a user may read: a clause without its full stop. */
export function noRoom(reason: string, cause?: unknown): Failure {
  const retryAfterMs = archiveLimits.retryAfterMs;
  const message = `The hub cannot store the audio: ${reason}.`;
  return new Failure("STORAGE_FULL", message, { cause, retryAfterMs });
}

/** A copy that should be there and cannot be read. */
export function unreadable(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  if (isMissing(thrown)) {
    return new Failure("NOT_FOUND", "The audio has been removed.", { cause: thrown });
  }
  return new Failure("INTERNAL", "The stored audio cannot be read.", { cause: thrown });
}

/** Whether a file or folder was not there. */
export function isMissing(thrown: unknown): boolean {
  return errorCode(thrown) === "ENOENT";
}

function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
}
