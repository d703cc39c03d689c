/** A piece of a text that is spoken as one; joined, the segments of a text are the text. */
export type Segment = {
  readonly text: string;
  /** Whether its audio follows that of another segment without a gap. */
  readonly joinsBefore: boolean;
  /** Whether the audio of another segment follows without a gap. */
  readonly joinsAfter: boolean;
  /** Silence to play before it. A pause at the end of a text is a segment with empty text. */
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
