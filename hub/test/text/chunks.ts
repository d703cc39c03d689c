/** A text's chunks, which a test sends when it likes. */
export class Chunks<T> implements AsyncIterable<T>, AsyncIterator<T> {
  taken = 0;
  isClosed = false;
  readonly #waiting: T[] = [];
  #isEnded = false;
  #taker: ((result: IteratorResult<T>) => void) | undefined;

  push(chunk: T): void {
    this.#waiting.push(chunk);
    this.#give();
  }

  end(): void {
    this.#isEnded = true;
    this.#give();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    return new Promise((resolve) => {
      this.#taker = resolve;
      this.#give();
    });
  }

  return(): Promise<IteratorResult<T>> {
    this.isClosed = true;
    return Promise.resolve({ done: true, value: undefined });
  }

  #give(): void {
    if (this.#taker === undefined || (this.#waiting.length === 0 && !this.#isEnded)) return;
    const taker = this.#taker;
    this.#taker = undefined;
    const [value] = this.#waiting.splice(0, 1);
    if (value === undefined) return taker({ done: true, value: undefined });
    this.taken += 1;
    taker({ done: false, value });
  }
}
