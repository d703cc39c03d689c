/** An iteration whose first result has been taken, from that result on. */
export class Resumed<T> implements AsyncIterableIterator<T> {
  readonly #rest: AsyncIterator<T>;
  #first: IteratorResult<T> | undefined;

  constructor(first: IteratorResult<T>, rest: AsyncIterator<T>) {
    this.#first = first;
    this.#rest = rest;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<T>> {
    const first = this.#first;
    this.#first = undefined;
    return first === undefined ? this.#rest.next() : Promise.resolve(first);
  }

  async return(): Promise<IteratorResult<T>> {
    return (await this.#rest.return?.()) ?? { done: true, value: undefined };
  }
}
