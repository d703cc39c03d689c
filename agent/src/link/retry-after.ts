/**
 * An HTTP Retry-After (RFC 9110, 10.2.3) in milliseconds from `nowMs` (wall clock): seconds or a
 * date; 0 when there is none, or none that can be read. A day at most.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number {
  if (header === undefined) return 0;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : Number.NaN;
  const waitMs = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * 1_000;
  return Number.isNaN(waitMs) ? 0 : Math.min(Math.max(waitMs, 0), dayMs);
}

const dayMs = 86_400_000;
