type Opened = { readonly name: string; readonly run: number; readonly position: number };

/**
 * The elements (`<prosody>…`) that are open at a place of a text. Each tag costs a constant, whatever
 * they are called and however deep they lie.
 */
export class Elements {
  readonly #open: Opened[] = [];
  readonly #named = new Map<string, number>();

  /** The run at which the outermost one begins. */
  get outermost(): number | undefined {
    return this.#open[0]?.run;
  }

  open(name: string, run: number, position: number): void {
    this.#open.push({ name, run, position });
    this.#named.set(name, (this.#named.get(name) ?? 0) + 1);
  }

  /** The run at which the element begins that this closes; those within it that are open end, too. */
  close(name: string): number | undefined {
    if (!this.#named.has(name)) return undefined;
    for (let last = this.#open.pop(); last !== undefined; last = this.#open.pop()) {
      this.#forget(last);
      if (last.name === name) return last.run;
    }
    return undefined;
  }

  /** Gives up those that began before a position: they hold too much to be kept together. */
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
