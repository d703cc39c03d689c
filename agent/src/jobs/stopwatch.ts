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
  async *each<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = items[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.time(() => iterator.next());
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
}
