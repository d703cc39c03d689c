/** A piece of a text that is spoken as one; joined, the segments of a text are the text. */
export type Segment = {
  readonly text: string;
  /** Whether its audio meets that of another segment before it. */
  readonly joinsBefore: boolean;
  /** Whether its audio meets that of another segment behind it. */
  readonly joinsAfter: boolean;
  /** Silence before it; a pause that nothing follows is a segment without text. */
  readonly pauseBeforeMs?: number;
};

/** Silence within a text. */
export type Pause = { readonly pauseMs: number };

/** How long segments may be, in Unicode characters. */
export type SegmentBounds = {
  /** Sentences of the first segment together; 0 for the first sentence alone. */
  readonly firstCharacters: number;
  /** Sentences of any other segment together; 0 for each alone. */
  readonly mostCharacters: number;
  /** What no segment exceeds. */
  readonly capCharacters: number;
};
