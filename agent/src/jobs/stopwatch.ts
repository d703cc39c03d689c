/** Adds up the time that is spent waiting for one party, here the engine. */
export class Stopwatch {
  readonly #now: () => number;
  #spentMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get spentMs(): number {
    return this.#spentMs;
  }

  async time<T>(work: () => Promise<T>): Promise<T> {
    const startMs = this.#now();
    try {
      return await work();
    } finally {
      this.#spentMs += this.#now() - startMs;
    }
  }

  /** The same items; only the wait for each counts, not what is done with it. */
  each<T>(items: AsyncIterable<T>): AsyncIterableIterator<T, undefined> {
    return new TimedItems(items, this);
  }
}

/** No generator: every chunk of audio passes here. */
class TimedItems<T> implements AsyncIterableIterator<T, undefined> {
  readonly #items: AsyncIterator<T, unknown>;
  readonly #watch: Stopwatch;
  readonly #pull = (): Promise<IteratorResult<T, unknown>> => this.#items.next();

  constructor(items: AsyncIterable<T, unknown>, watch: Stopwatch) {
    this.#items = items[Symbol.asyncIterator]();
    this.#watch = watch;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const next = await this.#watch.time(this.#pull);
    return next.done === true ? { done: true, value: undefined } : next;
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    await this.#items.return?.();
    return { done: true, value: undefined };
  }
}
