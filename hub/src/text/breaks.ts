import { unreachable } from "@club/shared/unreachable.ts";
import { abbreviations, numberings } from "./abbreviations.ts";
import { type CharacterClass, CharacterClass as Is } from "./character-class.ts";
import { Break } from "./run.ts";

/** The punctuation at the end of a word, apart from closing quotes and brackets. */
export type Ending =
  | "plain"
  | "fullStop"
  | "exclamation"
  | "terminator"
  | "ellipsis"
  | "comma"
  | "clause"
  | "dash";

/** What the rules need to know about a word, that is, about the text between two spaces. */
export type Word = {
  /** Its last characters before the ending. */
  readonly tail: string;
  /** The last character of the ending. */
  readonly mark: string;
  readonly ending: Ending;
  /** The class of its last letter or digit; undefined where it has none. */
  readonly lastLetter: CharacterClass | undefined;
  /** Whether it consists only of signs that belong to the next word, such as « or -. */
  readonly isOpening: boolean;
};

/** What comes next. */
export type Next = {
  /** The class of its first letter or digit, if it has one before a space. */
  readonly first: CharacterClass | undefined;
  /** Whether it begins with what belongs to what follows: a bracket, a quote, a dash, a tag. */
  readonly opens: boolean;
};

/** The break at the space between two words of a line. */
export function breakAtSpace(word: Word, next: Next): Break {
  if (word.isOpening) return Break.glued;
  switch (word.ending) {
    case "fullStop":
      return afterFullStop(word, next);
    case "exclamation":
    case "ellipsis":
      return next.first === Is.lower ? Break.clause : Break.sentence;
    case "terminator":
      return Break.sentence;
    case "comma":
    case "clause":
    case "dash":
      return afterComma(word, next);
    case "plain":
      return betweenWords(word, next);
    default:
      return unreachable(word.ending);
  }
}

/** The break within a word, for scripts without spaces such as Chinese and Japanese. */
export function breakWithin(word: Word, next: CharacterClass, character: string): Break {
  const { ending, lastLetter } = word;
  const isIdeographic = lastLetter === Is.ideograph || next === Is.ideograph;
  switch (ending) {
    case "terminator":
      if (next === Is.digit && lastLetter === Is.digit) return Break.inside;
      // In 「…。」と, the quotation continues with who said it.
      return character === "と" ? Break.clause : Break.sentence;
    case "exclamation":
      return isIdeographic ? Break.sentence : Break.inside;
    case "fullStop":
      return lastLetter === Is.ideograph && next === Is.ideograph ? Break.sentence : Break.inside;
    case "ellipsis":
      return Break.clause;
    case "clause":
      return next === Is.digit ? Break.inside : Break.clause;
    case "comma":
      return isIdeographic && next !== Is.digit ? Break.clause : Break.inside;
    case "dash":
      return word.mark === "—" || word.mark === "―" ? Break.clause : Break.inside;
    case "plain":
      return Break.inside;
    default:
      return unreachable(ending);
  }
}

/** Not after an abbreviation, an initial or a number, nor before a lower-case letter. */
function afterFullStop({ tail }: Word, { first }: Next): Break {
  const [, before = "", word = ""] = lastPartPattern.exec(tail) ?? [];
  const isWholeWord = /^[\p{Ps}\p{Pi}"'-]?$/u.test(before);
  if (isWholeWord && isAbbreviation(word, first)) return Break.glued;
  // An ordinal or a date: "am 3. März".
  if (before === "" && /^\p{N}{1,2}$/u.test(word)) return Break.glued;
  if (/^\p{N}+$/u.test(word) && (first === Is.lower || first === Is.digit)) return Break.glued;
  // Either an abbreviation that is not listed, or a text without capitals.
  return first === Is.lower ? Break.clause : Break.sentence;
}

function isAbbreviation(word: string, next: CharacterClass | undefined): boolean {
  const lower = word.toLowerCase();
  if (initialsPattern.test(word) || abbreviations.has(lower)) return true;
  return next === Is.digit && numberings.has(lower);
}

/** The letters, digits and stops at the end, and the character before them. */
const lastPartPattern = /(^|[^\p{L}\p{M}\p{N}.])([\p{L}\p{M}\p{N}.]*)$/u;

/** An initial, or several: "J", "p.m", "U.S.A". */
const initialsPattern = /^(?:\p{L}\p{M}*\.)*\p{L}\p{M}*$/u;

/** In Greek, a semicolon is a question mark. A comma between numbers is part of a date: "May 5, 2024". */
function afterComma({ tail, mark, lastLetter }: Word, { first }: Next): Break {
  if (mark === ";" && /\p{Script=Greek}\p{M}*$/u.test(tail)) return Break.sentence;
  return lastLetter === Is.digit && first === Is.digit ? Break.glued : Break.clause;
}

/** Numbers stay with their noun or unit: "5 km", "May 5", "1 000". */
function betweenWords({ tail, lastLetter }: Word, { first, opens }: Next): Break {
  if (first === Is.digit || /^\p{N}{1,2}$/u.test(tail)) return Break.glued;
  // A dash with spaces around it begins a clause. Thai and related scripts put spaces between clauses.
  if (opens && first === undefined) return Break.clause;
  return lastLetter === Is.unspaced && first === Is.unspaced ? Break.clause : Break.word;
}
