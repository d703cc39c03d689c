import { Failure } from "@club/shared/wire/failures.ts";

/** A file that cannot be read as what it is said to be: `reason` says why and what to do. */
export function unreadable(reason: string, cause?: unknown): Failure {
  return new Failure("INVALID_REQUEST", `file: ${reason}`, { param: "file", cause });
}

/** A file past a bound. */
export function tooLarge(reason: string): Failure {
  return new Failure("TOO_LARGE", `file: ${reason}`, { param: "file" });
}
