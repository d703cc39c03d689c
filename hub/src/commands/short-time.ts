/** A time for people: `2026-03-01 14:05` in UTC, or a dash. */
export function shortTime(timeMs: number | undefined): string {
  return timeMs === undefined ? "-" : new Date(timeMs).toISOString().slice(0, 16).replace("T", " ");
}
