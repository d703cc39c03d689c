type Opened = { readonly name: string; readonly run: number; readonly position: number };

/**
 * The elements (such as `<prosody>`) that are open at some place in a text. Each tag takes amortized
 * constant time, whatever the names and the depth.
 */
export class Elements {
  readonly #open: Opened[] = [];
  readonly #named = new Map<string, number>();

  /** The number of the run that opens the outermost one. */
  get outermost(): number | undefined {
    return this.#open[0]?.run;
  }

  open(name: string, run: number, position: number): void {
    this.#open.push({ name, run, position });
    this.#named.set(name, (this.#named.get(name) ?? 0) + 1);
  }

  /** Closes an element, and all within it. Returns the number of the run that opens it. */
  close(name: string): number | undefined {
    if (!this.#named.has(name)) return undefined;
    for (let last = this.#open.pop(); last !== undefined; last = this.#open.pop()) {
      this.#forget(last);
      if (last.name === name) return last.run;
    }
    return undefined;
  }

  /** Forgets the elements that begin before a position, because they are too long to be kept whole. */
  giveUpBefore(position: number): void {
    for (let first = this.#open[0]; first !== undefined; first = this.#open[0]) {
      if (first.position >= position) return;
      this.#open.shift();
      this.#forget(first);
    }
  }

  #forget({ name }: Opened): void {
    const left = (this.#named.get(name) ?? 1) - 1;
    if (left === 0) this.#named.delete(name);
    else this.#named.set(name, left);
  }
}
