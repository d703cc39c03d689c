import type { Ending, Word } from "./breaks.ts";
import {
  type CharacterClass,
  CharacterClass as Is,
  isUnspaced,
  isWordy,
} from "./character-class.ts";
import { lookBackUnits } from "./limits.ts";

/** Follows the characters of a word, and tells of it what the rules ask. */
export class WordReader {
  /** The first characters as they are, one more than a marker has. */
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

  /** Whether it would be complete if nothing followed: a number may go on behind its point. */
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

  /** A heading's or a list item's, where it stands first in a line. */
  get isMarker(): boolean {
    return /^(?:[-*+•‣▪◦·]|#{1,6}|(?:\p{N}{1,3}|[a-z])[.)])$/u.test(this.#start);
  }

  /** A URL or an e-mail address, which ends where the word does. */
  get isAddress(): boolean {
    return this.#isAddress && !this.#hasUnspaced;
  }

  read(character: string, is: CharacterClass): void {
    if (this.#start.length < 7) this.#start += character;
    if (is === Is.mark) return this.#append(character);
    if (is === Is.closer || is === Is.quote) return this.#close(is);
    // An emoji, or “, which closes in German, goes with the sentence that ends before it.
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

  /** Brackets with what stands in them are spoken like a word. */
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

  /** What looked like the word's ending stands in its middle. */
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

/** What a word ends with once a character has come; a run of signs means what its strongest means. */
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
