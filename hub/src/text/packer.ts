import { cutInside } from "./cut-inside.ts";
import type { Effort } from "./effort.ts";
import { firstCutCharacters, groupCharacters } from "./limits.ts";
import { Piece } from "./piece.ts";
import { joinRuns, type Run, splitRun, unitsWithin } from "./run.ts";
import type { SegmentBounds } from "./segment.ts";

/**
 * Packs runs into pieces: as many sentences of a line or paragraph as fit the bounds, and parts of a
 * sentence that is too long. A piece ends only where another word follows, so no piece is without one.
 */
export class Packer {
  readonly #bounds: SegmentBounds;
  readonly #effort: Effort;
  readonly #piece: Piece;
  #done: string[] = [];
  #isFirst = true;

  constructor(bounds: SegmentBounds, effort: Effort) {
    this.#bounds = bounds;
    this.#effort = effort;
    this.#piece = new Piece(effort);
  }

  /** Returns the pieces that these runs complete. */
  add(runs: readonly Run[]): readonly string[] {
    for (const run of runs) this.#add(run);
    const done = this.#done;
    this.#done = [];
    return done;
  }

  /** The same without waiting for more: returns a complete sentence, or everything that has words. */
  settle(runs: readonly Run[], what: "sentence" | "words"): readonly string[] {
    for (const run of runs) this.#add(run);
    this.#takeDue();
    const { sentence, within, hasWords, endsWord, endsSentence } = this.#piece;
    const place = sentence ?? within;
    if (endsSentence || (what === "words" && endsWord && hasWords)) {
      this.#complete(this.#piece.takeAll());
    } else if (what === "words" && place !== undefined) this.#take(place);
    return this.add([]);
  }

  /** Returns what remains at the end of a text, "" if nothing. */
  rest(): string {
    return this.#piece.takeAll();
  }

  #add(added: Run): void {
    const run = this.#fitting(added);
    if (run.hasWords) this.#takeDue();
    this.#piece.add(run, this.#isAlone);
    if (run.hasWords) this.#shorten();
    if (run.wordsFollow) this.#takeDue();
  }

  #takeDue(): void {
    const { due } = this.#piece;
    if (due !== undefined) this.#take(due);
  }

  /** Cuts a piece that is too long, if possible at the end of a sentence. */
  #shorten(): void {
    while (this.#piece.weight > this.#groupWeight) {
      const { sentence, within } = this.#piece;
      if (sentence !== undefined) {
        this.#take(sentence);
        continue;
      }
      if (this.#piece.weight <= this.#longestWeight) return;
      if (within !== undefined) this.#take(within);
      else if (!this.#splitWithin()) return;
    }
  }

  #splitWithin(): boolean {
    const text = this.#piece.splitWithin(this.#longestWeight, this.#bounds.mostCharacters === 0);
    if (text === undefined) return false;
    this.#complete(text);
    return true;
  }

  /** Completes pieces until the run fits the cap. Returns what is left of the run. */
  #fitting(added: Run): Run {
    const { capCharacters } = this.#bounds;
    let run = added;
    while (this.#piece.characters + run.characters > capCharacters) {
      const place = this.#piece.sentence ?? this.#piece.within;
      if (place !== undefined) {
        this.#take(place);
        continue;
      }
      if (this.#piece.characters > 0) run = joinRuns([...this.#piece.removeAll(), run]);
      const until = unitsWithin(run.text, { characters: capCharacters });
      const at = cutInside(run.text, until, new Set(), this.#effort) ?? until;
      const [head, rest] = splitRun(run, at);
      this.#complete(head.text);
      run = rest;
    }
    return run;
  }

  #take(index: number): void {
    const isNextAlone = this.#bounds.mostCharacters === 0;
    this.#complete(this.#piece.take(index, isNextAlone));
  }

  #complete(text: string): void {
    this.#done.push(text);
    this.#isFirst = false;
  }

  get #isAlone(): boolean {
    return this.#groupWeight === 0;
  }

  get #groupWeight(): number {
    const { firstCharacters, mostCharacters } = this.#bounds;
    return this.#isFirst ? firstCharacters : mostCharacters;
  }

  /** The longest piece without the end of a sentence. */
  get #longestWeight(): number {
    return Math.max(this.#groupWeight, this.#isFirst ? firstCutCharacters : groupCharacters);
  }
}
