import { limits } from "../wire/limits.ts";

/**
 * How long to wait before dialling again, with full jitter: `random` in [0, 1) spreads a thousand
 * agents evenly over the window. `attempt` counts from 0 and starts over once a connection has been
 * up for `limits.backoffResetMs`. A server's Retry-After is a lower bound.
 */
export function backoffMs(attempt: number, random: () => number, retryAfterMs = 0): number {
  const windowMs = Math.min(limits.backoffCapMs, limits.backoffBaseMs * 2 ** Math.min(attempt, 30));
  return Math.max(retryAfterMs, 0) + random() * windowMs;
}
