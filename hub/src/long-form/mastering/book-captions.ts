import type { Caption } from "../../http/captions.ts";
import { hasWords } from "../../text/words.ts";
import type { PlacedSegment, Timeline } from "./timeline.ts";

/** What is heard when, in seconds from `startFrame`: a caption for each segment with words. */
export function bookCaptions({ chapters, rateHz }: Timeline, startFrame = 0): Caption[] {
  const seconds = (frame: number): number => (frame - startFrame) / rateHz;
  return chapters
    .flatMap(({ segments }) => segments)
    .filter((placed) => isHeard(placed))
    .map(({ segment, startFrame: start, endFrame: end }) => ({
      start: seconds(start),
      end: seconds(end),
      text: segment.text.trim().replace(/\s+/gu, " "),
    }));
}

function isHeard({ segment, startFrame, endFrame }: PlacedSegment): boolean {
  return endFrame > startFrame && hasWords(segment.text);
}
