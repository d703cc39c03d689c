import { closeCodes } from "../wire/limits.ts";

/**
 * Whether a peer that closed with this code is done with the session. A socket that merely went away,
 * was silent or whose hub restarts may be followed by another one.
 */
export function isFinal(code: number | undefined): boolean {
  if (code === undefined || code === closeCodes.heartbeat) return false;
  return code === closeCodes.done || code >= 4000;
}
