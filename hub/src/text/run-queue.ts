import { DraftRun } from "./draft-run.ts";
import type { Effort } from "./effort.ts";
import { Elements } from "./elements.ts";
import type { Break, Run } from "./run.ts";
import type { Tag } from "./tokens.ts";

/**
 * Runs that may still change, because the next word is unknown or an element around them is open. When
 * the element closes, its runs become one.
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

  /** Records that characters of the text have been read. */
  advance(characters: number): void {
    this.#position += characters;
    this.#elements.giveUpBefore(this.#position - this.#longestElement);
  }

  /** The open run begins with this tag. */
  readTag({ name, is }: Tag, characters: number): void {
    const run = this.#gone + this.#queue.length;
    if (is === "opening") this.#elements.open(name, run, this.#position - characters);
    if (is === "closing") this.#open.closesFrom = this.#elements.close(name);
  }

  end(breakAfter: Break, wordsFollow: boolean): void {
    this.#open.end(breakAfter, wordsFollow);
    this.close();
  }

  /** Begins another run. The break after the last one may be decided later. */
  close(): void {
    const run = this.#open;
    if (run.closesFrom !== undefined) this.#unite(run, run.closesFrom);
    this.#queue.push(run);
    this.#open = new DraftRun();
  }

  /** Stops waiting for open elements to close. */
  giveUpElements(): void {
    this.#elements.giveUpBefore(Infinity);
  }

  /** Removes and returns the runs that can no longer change. */
  takeCertain(): readonly Run[] {
    const outermost = this.#elements.outermost ?? Infinity;
    const bound = Math.min(outermost, this.#open.closesFrom ?? Infinity) - this.#gone;
    let count = 0;
    while (count < bound && this.#queue[count]?.isKnown === true) count += 1;
    this.#effort.steps += count;
    this.#gone += count;
    return this.#queue.splice(0, count);
  }

  /** Makes an element one run, unless it is too long. */
  #unite(run: DraftRun, from: number): void {
    const within = this.#queue.slice(from - this.#gone);
    this.#effort.steps += within.length;
    const characters = within.reduce((sum, one) => sum + one.characters, run.characters);
    if (characters > this.#longestElement) return;
    this.#queue.length -= within.length;
    run.prepend(within);
  }
}
