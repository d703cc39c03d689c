import type { Effort } from "./effort.ts";
import { markupUnits } from "./limits.ts";

/** Text without markup, a tag, or bracketed text, including phonemes in `(/…/)`. */
export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "tag"; readonly text: string; readonly tag: Tag }
  | { readonly kind: "brackets"; readonly text: string };

export type Tag = { readonly name: string; readonly is: "opening" | "closing" | "alone" };

/**
 * Splits a text into tokens as it arrives, in one pass. It holds back only what may become markup, and
 * that is bounded: anything longer is text.
 */
export class Tokens {
  readonly #effort: Effort;
  #rest = "";
  /** Where in the rest to continue the search for the end of the markup. */
  #searched = 0;

  constructor(effort: Effort) {
    this.#effort = effort;
  }

  /** UTF-16 units held back. */
  get waiting(): number {
    return this.#rest.length;
  }

  /** Returns the tokens that this completes; at the end of a text, all of them. */
  push(more: string, isEnd: boolean): readonly Token[] {
    const text = this.#rest + more;
    const end = isEnd ? text.length : wholeLength(text);
    const tokens: Token[] = [];
    let from = 0;
    let at = 0;
    while (at < end) {
      this.#effort.steps += 1;
      const unit = text.charCodeAt(at);
      if (unit !== lessThan && unit !== bracket && unit !== parenthesis) {
        at += 1;
        continue;
      }
      const found = this.#markup(text, at, isEnd);
      if (found === "waits") break;
      if (found === undefined) {
        at += 1;
        continue;
      }
      if (from < at) tokens.push({ kind: "text", text: text.slice(from, at) });
      tokens.push(found);
      at += found.text.length;
      from = at;
    }
    if (from < at) tokens.push({ kind: "text", text: text.slice(from, at) });
    this.#rest = text.slice(at);
    return tokens;
  }

  #markup(text: string, at: number, isEnd: boolean): Token | "waits" | undefined {
    const isTag = text.charCodeAt(at) === lessThan;
    const from = Math.max(at + 1, this.#searched);
    this.#searched = 0;
    if (isTag && !matchesAt(tagStart, text, at)) return undefined;
    const until = Math.min(text.length, at + markupUnits);
    const end = endOf(text, at, from, until);
    this.#effort.steps += (end ?? until) - from;
    if (end === undefined) {
      if (isEnd || until < text.length || text.length - at >= markupUnits) return undefined;
      // The last unit is looked at again: of `]]` it may be the first half.
      this.#searched = text.length - at - 1;
      return "waits";
    }
    if (end === 0) return undefined;
    const whole = text.slice(at, end);
    return isTag ? tagToken(whole) : { kind: "brackets", text: whole };
  }
}

const lessThan = 0x3c;
const bracket = 0x5b;
const parenthesis = 0x28;

/** The start of a possible tag: a letter after the sign, then a name that may be incomplete. */
const tagStart = /<(?:$|\/?(?:$|[A-Za-z][\w:-]{0,63}(?:$|[\s/>])))/y;
const tagPattern = /^<(\/?)([A-Za-z][\w:-]*)(?:[\s/][^]*)?>$/;

function matchesAt(sticky: RegExp, text: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(text);
}

function endOf(text: string, at: number, from: number, until: number): number | undefined {
  const first = text.charCodeAt(at);
  if (first === lessThan) return tagEnd(text, from, until);
  return first === bracket
    ? bracketsEnd(text, at, from, until)
    : phonemesEnd(text, at, from, until);
}

/** The offset after the `>`; 0 if another `<` comes first; undefined if there is neither. */
function tagEnd(text: string, from: number, until: number): number | undefined {
  for (let at = from; at < until; at += 1) {
    if (text[at] === ">") return at + 1;
    if (text[at] === "<") return 0;
  }
  return undefined;
}

/** The same for `[…]` and `[[…]]`, which hold neither brackets nor line breaks. */
function bracketsEnd(text: string, at: number, from: number, until: number): number | undefined {
  const isDouble = text[at + 1] === "[";
  for (let next = Math.max(from, isDouble ? at + 2 : at + 1); next < until; next += 1) {
    const character = text[next];
    if (character === "[" || character === "\n") return 0;
    if (character !== "]") continue;
    if (!isDouble) return next + 1;
    if (next + 1 === until) return undefined;
    return text[next + 1] === "]" ? next + 2 : 0;
  }
  return undefined;
}

/** The same for `(/…/)`, Kokoro's phonemes after a word in brackets. */
function phonemesEnd(text: string, at: number, from: number, until: number): number | undefined {
  if (at + 1 < until && text[at + 1] !== "/") return 0;
  for (let next = Math.max(from, at + 3); next < until; next += 1) {
    const character = text[next];
    if (character === "(" || character === "\n") return 0;
    if (character === ")") return text[next - 1] === "/" ? next + 1 : 0;
  }
  return undefined;
}

function tagToken(text: string): Token | undefined {
  const [, slash, name] = tagPattern.exec(text) ?? [];
  if (name === undefined) return undefined;
  const isAlone = text.endsWith("/>") || neverClosed.has(name.toLowerCase());
  const is = slash === "/" ? "closing" : isAlone ? "alone" : "opening";
  return { kind: "tag", text, tag: { name, is } };
}

/** HTML's void elements, and the sounds that Orpheus and similar models take as a single tag. */
const neverClosed: ReadonlySet<string> = new Set(
  "br hr img wbr input meta link laugh chuckle sigh cough sniffle groan yawn gasp".split(" "),
);

/** Without the first half of a surrogate pair, whose second half is still to come. */
function wholeLength(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd8_00 && last <= 0xdb_ff ? text.length - 1 : text.length;
}
