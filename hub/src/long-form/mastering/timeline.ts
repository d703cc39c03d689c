import { resampledFrames } from "../../encoding/resampler.ts";
import type { SegmentFigures } from "../checks/segment-figures.ts";
import {
  chapterPauseMs,
  endsPauseMs,
  keptSilenceMs,
  paragraphPauseMs,
  sentencePauseMs,
} from "./limits.ts";
import type { MasterChapter, MasterSegment } from "./master-segment.ts";

/** Where a segment stands in the result, in frames of its rate. */
export type PlacedSegment = {
  readonly segment: MasterSegment;
  /** What of the segment's own frames is heard. */
  readonly cut: Cut;
  readonly startFrame: number;
  readonly endFrame: number;
};

export type PlacedChapter = {
  readonly title: string;
  /** A chapter begins where the one before ends: the pause between them belongs to the first. */
  readonly startFrame: number;
  readonly endFrame: number;
  readonly segments: readonly PlacedSegment[];
};

/** The result before it is made: everything about it that is time. */
export type Timeline = {
  readonly rateHz: number;
  readonly frames: number;
  readonly chapters: readonly PlacedChapter[];
};

export type Cut = { readonly from: number; readonly to: number };

/**
 * Lays segments out one after the other, exact to the frame. It depends on nothing but their figures, so
 * that a chapter sounds the same alone and in the book. The rate is the highest of any segment, unless
 * it is given: a chapter that is heard early has the book's.
 */
export function timelineOf(chapters: readonly MasterChapter[], rateHz?: number): Timeline {
  const rate = rateHz ?? highestRate(chapters);
  const frames = (ms: number): number => Math.round((rate * ms) / 1000);
  const placed: PlacedChapter[] = [];
  let at = frames(endsPauseMs);
  for (const [index, { title, segments }] of chapters.entries()) {
    const startFrame = index === 0 ? 0 : at;
    const inChapter: PlacedSegment[] = [];
    for (const [place, segment] of segments.entries()) {
      const one = placedAt(at, segment, rate);
      inChapter.push(one);
      at = one.endFrame;
      if (place < segments.length - 1) at += frames(pauseAfterMs(segment));
    }
    at += frames(index < chapters.length - 1 ? chapterPauseMs : endsPauseMs);
    placed.push({ title, startFrame, endFrame: at, segments: inChapter });
  }
  return { rateHz: rate, frames: at, chapters: placed };
}

function placedAt(startFrame: number, segment: MasterSegment, rateHz: number): PlacedSegment {
  const cut = cutOf(segment.figures);
  const from = { rateHz: segment.figures.rateHz, channels: 1 };
  const heard = resampledFrames(cut.to - cut.from, from, { rateHz, channels: 1 });
  return { segment, cut, startFrame, endFrame: startFrame + heard };
}

/** The sound and a little around it: engines leave between nothing and a second of silence. */
function cutOf({ frames, soundStart, soundEnd, rateHz }: SegmentFigures): Cut {
  const kept = Math.round((rateHz * keptSilenceMs) / 1000);
  return { from: Math.max(0, soundStart - kept), to: Math.min(frames, soundEnd + kept) };
}

function pauseAfterMs({ endsParagraph }: MasterSegment): number {
  return endsParagraph ? paragraphPauseMs : sentencePauseMs;
}

function highestRate(chapters: readonly MasterChapter[]): number {
  let rateHz = 0;
  for (const { segments } of chapters) {
    for (const { figures } of segments) rateHz = Math.max(rateHz, figures.rateHz);
  }
  return rateHz === 0 ? 24_000 : rateHz;
}
