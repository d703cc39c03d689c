import type { SegmentFigures } from "../checks/segment-figures.ts";
import { mostGainDb, peakDb, targetLufs } from "./limits.ts";

/**
 * The factor that brings a segment to the loudness of the whole, and no sample past the bound. One
 * factor for all of a segment, by its own figures: nothing pumps, and it does not matter who spoke the
 * others.
 */
export function gainOf({ loudness, peak }: SegmentFigures): number {
  if (loudness === null || peak === 0) return 1;
  const wanted = 10 ** (Math.min(mostGainDb, targetLufs - loudness) / 20);
  return Math.min(wanted, 10 ** (peakDb / 20) / peak);
}
