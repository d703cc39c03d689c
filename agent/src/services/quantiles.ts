/**
 * The latest samples of a figure, and which value a share of them lies below. By hand: histograms, those
 * of node:perf_hooks and prom-client included, count from the start or in fixed buckets; `status` shows
 * what the latest few hundred utterances were like, exactly.
 */
export class Quantiles {
  readonly #size: number;
  readonly #samples: number[] = [];
  #next = 0;

  /** Keeps the latest `size` samples. */
  constructor(size: number) {
    this.#size = size;
  }

  add(sample: number): void {
    this.#samples[this.#next] = sample;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** The smallest sample that `share` (0 to 1) of them do not exceed; undefined without samples. */
  at(share: number): number | undefined {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }
}
