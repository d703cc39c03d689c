import { breakAtSpace, type Next, type Word } from "./breaks.ts";
import { type CharacterClass, CharacterClass as Is, isWordy } from "./character-class.ts";
import type { DraftRun } from "./draft-run.ts";
import { wrappedLineCharacters } from "./limits.ts";
import { Break } from "./run.ts";

/** The line that a space stands in or ends. */
export type Line = {
  readonly characters: number;
  /** Whether it is a heading or an item of a list. */
  readonly isItem: boolean;
};

/**
 * The space behind a run, whose break depends on the word that follows: it is decided at that word's
 * first letter, or at its end where it has none.
 */
export class SpaceBetween {
  readonly #run: DraftRun;
  readonly #word: Word;
  readonly #newlines: number;
  readonly #line: Line;
  /** The word that stands before a » or an emoji, which goes with it. */
  readonly #carried: Word | undefined;
  #opens = false;
  #hasWaited = false;

  constructor(run: DraftRun, word: Word, newlines: number, line: Line, carried?: Word) {
    this.#run = run;
    this.#word = word;
    this.#newlines = newlines;
    this.#line = line;
    this.#carried = carried;
  }

  /** Reads on in the word that follows; true once this is decided. */
  read(is: CharacterClass): boolean {
    if (isWordy(is)) {
      this.decide(is);
      return true;
    }
    if (is === Is.opener || is === Is.dash) this.#opens = true;
    return false;
  }

  readOpeningTag(): void {
    this.#opens = true;
  }

  /** At the end of a word without letters: true if the next one is waited for, once. */
  waits(): boolean {
    const waits = this.#opens && !this.#hasWaited;
    this.#hasWaited = true;
    return waits;
  }

  /** Decides, and returns the word that goes on behind what stands next, if that belongs to it. */
  decide(first: CharacterClass | undefined): Word | undefined {
    const next = { first, opens: this.#opens };
    const level = this.#level(next);
    const belongsBefore = first === undefined && !this.#opens && level <= Break.sentence;
    this.#run.end(belongsBefore ? Break.glued : level, first !== undefined);
    if (!belongsBefore) return undefined;
    return this.#word.ending === "plain" ? (this.#carried ?? this.#word) : this.#word;
  }

  /** Decides without knowing what follows. */
  settle(): void {
    this.#run.end(this.levelSoFar, false);
  }

  /** What it is if nothing else becomes known. */
  get levelSoFar(): Break {
    return this.#level({ first: undefined, opens: false });
  }

  #level(next: Next): Break {
    if (this.#newlines > 1 || (this.#newlines === 1 && this.#line.isItem)) return Break.paragraph;
    const isWrapped = this.#line.characters >= wrappedLineCharacters && next.first === Is.lower;
    if (this.#newlines === 1 && !isWrapped) return Break.line;
    const own = breakAtSpace(this.#word, next);
    const carried = this.#carried === undefined ? own : breakAtSpace(this.#carried, next);
    return own > carried ? own : carried;
  }
}
