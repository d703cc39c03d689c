import type { Ending, Word } from "./breaks.ts";
import {
  type CharacterClass,
  CharacterClass as Is,
  isUnspaced,
  isWordy,
} from "./character-class.ts";
import { lookBackUnits } from "./limits.ts";

/** Reads a word character by character, and keeps what the rules need to know. */
export class WordReader {
  /** The first characters: one more than the longest marker. */
  #start = "";
  #tail = "";
  #ending: Ending = "plain";
  #mark = "";
  #lastLetter: CharacterClass | undefined;
  #isOpening = true;
  #isAddress = false;
  #hasUnspaced = false;

  get word(): Word {
    const { length } = this.#tail;
    return {
      tail: length > lookBackUnits ? this.#tail.slice(-lookBackUnits) : this.#tail,
      ending: this.#ending,
      mark: this.#mark,
      lastLetter: this.#lastLetter,
      isOpening: this.#isOpening && this.#lastLetter === undefined,
    };
  }

  get ending(): Ending {
    return this.#ending;
  }

  /** Whether the word looks complete. A number may continue after its point. */
  get isEnded(): boolean {
    if (this.#ending === "plain" || this.#ending === "dash" || !this.hasLetters) return false;
    return this.#lastLetter !== Is.digit || this.#ending === "exclamation";
  }

  get isEmpty(): boolean {
    return this.#start === "";
  }

  get hasLetters(): boolean {
    return this.#lastLetter !== undefined;
  }

  /** Whether it marks a heading or a list item, if it comes first in a line. */
  get isMarker(): boolean {
    return /^(?:[-*+•‣▪◦·]|#{1,6}|(?:\p{N}{1,3}|[a-z])[.)])$/u.test(this.#start);
  }

  /** Whether it is a URL or an e-mail address. */
  get isAddress(): boolean {
    return this.#isAddress && !this.#hasUnspaced;
  }

  read(character: string, is: CharacterClass): void {
    if (this.#start.length < 7) this.#start += character;
    if (is === Is.mark) return this.#append(character);
    if (is === Is.closer || is === Is.quote) return this.#close(is);
    // An emoji, or “ (which closes a quotation in German), belongs to the sentence before it.
    const isLate = is === Is.pictograph || is === Is.opener;
    if (isLate && this.#ending !== "plain" && this.hasLetters) return;
    if (isWordy(is)) return this.#letter(character, is);
    if (is !== Is.opener && is !== Is.dash) this.#isOpening = false;
    const ending = endingOf(is, this.#ending, this.#mark);
    if (ending === "plain") {
      this.#settle();
      this.#append(character);
      return;
    }
    if (this.#ending !== "plain" && ending !== "ellipsis") this.#append(this.#mark);
    this.#ending = ending;
    this.#mark = character;
  }

  /** Bracketed text counts as a word. */
  readBrackets(): void {
    this.#letter("]", Is.letter);
  }

  readClosingTag(): void {
    if (this.#lastLetter === undefined) this.#isOpening = false;
  }

  #letter(character: string, is: CharacterClass): void {
    this.#settle();
    this.#append(character);
    this.#lastLetter = is;
    this.#hasUnspaced ||= isUnspaced(is);
  }

  #close(is: CharacterClass): void {
    if (is === Is.closer) this.#isOpening = false;
  }

  /** The word goes on, so what looked like its ending is part of it. */
  #settle(): void {
    if (this.#ending !== "plain") this.#append(this.#mark);
    this.#ending = "plain";
    this.#mark = "";
  }

  #append(character: string): void {
    if (character === "@" && this.#lastLetter !== undefined) this.#isAddress = true;
    this.#tail += character;
    if (character === "/" && this.#tail.endsWith("://")) this.#isAddress = true;
    if (character === "." && this.#tail.toLowerCase() === "www.") this.#isAddress = true;
    if (this.#tail.length > 2 * lookBackUnits) this.#tail = this.#tail.slice(-lookBackUnits);
  }
}

/** The ending of a word after one more character. In a series of signs, the strongest counts. */
function endingOf(is: CharacterClass, before: Ending, mark: string): Ending {
  const isAsked = before === "exclamation" || before === "terminator";
  if (is === Is.fullStop) {
    if (isAsked) return before;
    return mark === "." ? "ellipsis" : "fullStop";
  }
  if (is === Is.ellipsis) return isAsked ? before : "ellipsis";
  if (is === Is.exclamation) return before === "terminator" ? before : "exclamation";
  return endings.get(is) ?? "plain";
}

const endings: ReadonlyMap<CharacterClass, Ending> = new Map([
  [Is.terminator, "terminator"],
  [Is.comma, "comma"],
  [Is.clause, "clause"],
  [Is.dash, "dash"],
]);
