import { maxPlausibleGapMs, timeTrustedAfterMs } from "./limits.ts";

/** What is known of the time: from an earlier run, and since when the clock has said what it says. */
export type TimeSeen = {
  /** The wall clock when it was believed last; undefined: never. */
  readonly believedMs: number | undefined;
  /** The wall clock now. */
  readonly wallMs: number;
  /** How long the clock has been ahead of what is plausible; 0: just now. */
  readonly aheadForMs: number;
};

/**
 * Whether the wall clock may be believed enough to delete by it. One that is days ahead of when it was
 * believed last is wrong, or the hub was off for long: after a day of saying so it is believed. One that
 * is behind deletes too little, which does no harm.
 */
export function isPlausible({ believedMs, wallMs, aheadForMs }: TimeSeen): boolean {
  if (believedMs === undefined || wallMs - believedMs <= maxPlausibleGapMs) return true;
  return aheadForMs >= timeTrustedAfterMs;
}
