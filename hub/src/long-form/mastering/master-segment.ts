import type { SegmentFigures } from "../checks/segment-figures.ts";

/** A spoken segment, ready to be joined. */
export type MasterSegment = {
  readonly text: string;
  /** What was measured when it was spoken. */
  readonly figures: SegmentFigures;
  /** Whether it is the last of its paragraph. */
  readonly endsParagraph: boolean;
  /** Its audio from `fromByte` on: mono, s16le, at the rate of its figures. */
  readonly read: (signal: AbortSignal, fromByte: number) => AsyncIterable<Uint8Array>;
};

export type MasterChapter = {
  readonly title: string;
  readonly segments: readonly MasterSegment[];
};
