import { DraftRun } from "./draft-run.ts";
import type { Effort } from "./effort.ts";
import { Elements } from "./elements.ts";
import type { Break, Run } from "./run.ts";
import type { Tag } from "./tokens.ts";

/**
 * The runs that have been read and are not certain yet: what follows them is unknown, or an element
 * around them is open. An element that has closed becomes one run.
 */
export class RunQueue {
  readonly #effort: Effort;
  readonly #elements = new Elements();
  /** An element that is longer is cut within, for no service takes it whole. */
  readonly #longestElement: number;
  #queue: DraftRun[] = [];
  /** How many have left the queue. */
  #gone = 0;
  /** Characters read. */
  #position = 0;
  #open = new DraftRun();

  constructor(longestElement: number, effort: Effort) {
    this.#longestElement = longestElement;
    this.#effort = effort;
  }

  /** The run that is being read. */
  get open(): DraftRun {
    return this.#open;
  }

  /** Characters of the text have been read. */
  advance(characters: number): void {
    this.#position += characters;
    this.#elements.giveUpBefore(this.#position - this.#longestElement);
  }

  /** A tag of so many characters begins the open run. */
  readTag({ name, is }: Tag, characters: number): void {
    const run = this.#gone + this.#queue.length;
    if (is === "opening") this.#elements.open(name, run, this.#position - characters);
    if (is === "closing") this.#open.closesFrom = this.#elements.close(name);
  }

  end(breakAfter: Break, wordsFollow: boolean): void {
    this.#open.end(breakAfter, wordsFollow);
    this.close();
  }

  /** Begins another run; how well the text can be cut behind the last one may be told later. */
  close(): void {
    const run = this.#open;
    if (run.closesFrom !== undefined) this.#unite(run, run.closesFrom);
    this.#queue.push(run);
    this.#open = new DraftRun();
  }

  /** Waits for the end of no element any longer. */
  giveUpElements(): void {
    this.#elements.giveUpBefore(Infinity);
  }

  /** Removes the runs that are certain. */
  takeCertain(): readonly Run[] {
    const outermost = this.#elements.outermost ?? Infinity;
    const bound = Math.min(outermost, this.#open.closesFrom ?? Infinity) - this.#gone;
    let count = 0;
    while (count < bound && this.#queue[count]?.isKnown === true) count += 1;
    this.#effort.steps += count;
    this.#gone += count;
    return this.#queue.splice(0, count);
  }

  /** The last run of an element becomes all of it, unless that is too long. */
  #unite(run: DraftRun, from: number): void {
    const within = this.#queue.slice(from - this.#gone);
    this.#effort.steps += within.length;
    const characters = within.reduce((sum, one) => sum + one.characters, run.characters);
    if (characters > this.#longestElement) return;
    this.#queue.length -= within.length;
    run.prepend(within);
  }
}
