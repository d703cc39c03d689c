import { Failure } from "../wire/failures.ts";
import { closeCodes } from "../wire/limits.ts";
import type { Close } from "./mux-endpoint.ts";

/**
 * Whether a peer that closed with this code is done with the session. A socket that merely went away,
 * was silent or whose hub restarts may be followed by another one.
 */
export function isFinal(code: number | undefined): boolean {
  if (code === undefined || code === closeCodes.heartbeat) return false;
  return code === closeCodes.done || code >= 4000;
}

/** Why to close after a frame could not be taken in: the peer's fault, or one of ours to be logged. */
export function closeFor(thrown: unknown): Close {
  if (thrown instanceof Failure && thrown.code === "PROTOCOL") {
    return { code: closeCodes.protocol, reason: thrown.message };
  }
  return { code: closeCodes.internal, reason: "internal error", cause: thrown };
}
