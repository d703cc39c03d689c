import type { SegmentFigures } from "./segment-figures.ts";
import { spokenLength } from "./spoken-length.ts";
import { keptPaces, leastPaces } from "./fault-limits.ts";

/** What is usual of a voice in one language, as far as it is known yet. */
export type Norms = {
  /** Seconds that it takes for what one letter takes to say (`spokenLength`). */
  readonly pace?: number;
  readonly rateHz?: number;
};

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

  /** Takes a segment in, faulty ones too: leaving those out would narrow the norms more and more. */
  add(figures: SegmentFigures, text: string): void {
    const pace = paceOf(figures, text);
    if (pace > 0) keep(this.#paces, pace);
    keep(this.#rates, figures.rateHz);
  }

  get norms(): Norms {
    const pace = this.#paces.length < leastPaces ? undefined : median(this.#paces);
    const rateHz = this.#rates.length < leastPaces ? undefined : mostFrequent(this.#rates);
    return { ...(pace !== undefined && { pace }), ...(rateHz !== undefined && { rateHz }) };
  }
}

function keep(values: number[], value: number): void {
  values.push(value);
  if (values.length > keptPaces) values.shift();
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}
