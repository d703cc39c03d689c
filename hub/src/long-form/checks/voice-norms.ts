import type { SegmentFigures } from "./segment-figures.ts";
import { spokenLength } from "./spoken-length.ts";
import { keptSegments, leastCounted, leastKept } from "./fault-limits.ts";

/** What is usual of a voice in one language, as far as it is known yet. */
export type Norms = {
  /** Seconds that it takes for what one letter takes to say (`spokenLength`). */
  readonly pace?: number;
  readonly rateHz?: number;
  /** The silence that it leaves at its end, nearly always. */
  readonly endSeconds?: number;
};

/** The silence at a segment's end. */
export function endSecondsOf({ frames, soundEnd, rateHz }: SegmentFigures): number {
  return (frames - soundEnd) / rateHz;
}

/** A segment's pace: seconds of sound for each unit of `spokenLength`. */
export function paceOf({ soundStart, soundEnd, rateHz }: SegmentFigures, text: string): number {
  return (soundEnd - soundStart) / rateHz / Math.max(1, spokenLength(text));
}

/**
 * What is usual of one voice in one language: running medians of its own segments, which a few faulty
 * ones do not move.
 */
export class VoiceNorms {
  readonly #paces: number[] = [];
  readonly #rates: number[] = [];
  readonly #ends: number[] = [];

  /** Takes a segment in, faulty ones too: leaving those out would narrow the norms more and more. */
  add(figures: SegmentFigures, text: string): void {
    const pace = paceOf(figures, text);
    if (pace > 0 && spokenLength(text) >= leastCounted) keep(this.#paces, pace);
    keep(this.#rates, figures.rateHz);
    keep(this.#ends, endSecondsOf(figures));
  }

  get norms(): Norms {
    const pace = this.#paces.length < leastKept ? undefined : atShare(this.#paces, 0.5);
    if (this.#rates.length < leastKept) return {};
    const rateHz = mostFrequent(this.#rates);
    const endSeconds = atShare(this.#ends, 0.1);
    return { ...(pace !== undefined && { pace }), ...(rateHz && { rateHz }), endSeconds };
  }
}

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > keptSegments) values.shift();
}

function atShare(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
