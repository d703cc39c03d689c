/**
 * Counts events within any span of `windowMs`, exactly: at most `limit` times are remembered. By hand,
 * because rate-limiter-flexible counts in fixed windows by the machine's clock, with a timer for each
 * key; a quota that is checked and taken in one step needs neither.
 */
export class SlidingWindow {
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Events within the window that ends now. `nowMs` is monotonic. */
  count(nowMs: number): number {
    const gone = this.#times.findIndex((timeMs) => timeMs > nowMs - this.#windowMs);
    if (gone === -1) this.#times = [];
    else if (gone > 0) this.#times.splice(0, gone);
    return this.#times.length;
  }

  add(nowMs: number): void {
    this.#times.push(nowMs);
  }

  /** How long until one event fewer counts; 0 when none does. */
  msUntilFewer(nowMs: number): number {
    const [oldest] = this.#times;
    return oldest === undefined ? 0 : Math.max(0, oldest + this.#windowMs - nowMs);
  }

  /** How long until none counts. */
  msUntilNone(nowMs: number): number {
    const newest = this.#times.at(-1);
    return newest === undefined ? 0 : Math.max(0, newest + this.#windowMs - nowMs);
  }
}
