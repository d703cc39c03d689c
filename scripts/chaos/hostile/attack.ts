/** What an attack has: a valid key, and its share of chance. */
export type Attack = {
  readonly url: string;
  readonly key: string;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Counts a frame or a body that was sent. */
  readonly count: () => void;
};
