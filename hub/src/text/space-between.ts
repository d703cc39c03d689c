import { breakAtSpace, type Next, type Word } from "./breaks.ts";
import { type CharacterClass, CharacterClass as Is, isWordy } from "./character-class.ts";
import type { DraftRun } from "./draft-run.ts";
import { wrappedLineCharacters } from "./limits.ts";
import { Break } from "./run.ts";

/** The line around a space, or the line that it ends. */
export type Line = {
  readonly characters: number;
  /** Whether it is a heading or an item of a list. */
  readonly isItem: boolean;
};

/**
 * The space after a run. How good a place it is for a cut depends on the next word, so it is decided
 * at that word's first letter, or at its end if it has none.
 */
export class SpaceBetween {
  readonly #run: DraftRun;
  readonly #word: Word;
  readonly #newlines: number;
  readonly #line: Line;
  /** The word before, if the run is a » or an emoji that belongs to it. */
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

  /** Reads the next word. Returns true once the space is decided. */
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

  /** At the end of a word without letters: whether to wait for the next word. Waits only once. */
  waits(): boolean {
    const waits = this.#opens && !this.#hasWaited;
    this.#hasWaited = true;
    return waits;
  }

  /** Decides. Returns the word before if what follows (a » or an emoji) belongs to it. */
  decide(first: CharacterClass | undefined): Word | undefined {
    const next = { first, opens: this.#opens };
    const level = this.#level(next);
    const belongsBefore = first === undefined && !this.#opens && level <= Break.sentence;
    this.#run.end(belongsBefore ? Break.glued : level, first !== undefined);
    if (!belongsBefore) return undefined;
    return this.#word.ending === "plain" ? (this.#carried ?? this.#word) : this.#word;
  }

  /** Decides without knowing the next word. */
  settle(): void {
    this.#run.end(this.levelSoFar, false);
  }

  /** The break if the next word stays unknown. */
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
