import { createHistogram, type RecordableHistogram } from "node:perf_hooks";

/** In ms; all 0 where nothing was recorded. */
export type Percentiles = {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
};

/** Times, as a histogram keeps them: to a thousandth of their size, however many they are. */
export class Times {
  readonly #histogram: RecordableHistogram = createHistogram({ figures: 3 });

  add(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * nsPerMs)));
  }

  percentiles(): Percentiles {
    const histogram = this.#histogram;
    if (histogram.count === 0) return { count: 0, mean: 0, p50: 0, p90: 0, p99: 0, max: 0 };
    return {
      count: histogram.count,
      mean: histogram.mean / nsPerMs,
      p50: histogram.percentile(50) / nsPerMs,
      p90: histogram.percentile(90) / nsPerMs,
      p99: histogram.percentile(99) / nsPerMs,
      max: histogram.max / nsPerMs,
    };
  }
}

const nsPerMs = 1e6;
