/** The latest lines of the log, and listeners for the next ones. */
export class LogRing {
  readonly #maxLines: number;
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();

  constructor(maxLines: number) {
    this.#maxLines = maxLines;
  }

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > this.#maxLines) this.#lines.shift();
    for (const listener of this.#listeners) listener(line);
  }

  /** The last `count` lines, oldest first. */
  last(count: number): readonly string[] {
    return count > 0 ? this.#lines.slice(-count) : [];
  }

  /** Calls the listener with each line from now on, until disposed of. */
  follow(listener: (line: string) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
