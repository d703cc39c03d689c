import { characterClass, isUnspaced } from "./character-class.ts";
import type { Effort } from "./effort.ts";

/**
 * Finds where to cut a text without spaces, at `until` UTF-16 units or earlier: between words if its
 * script is written without spaces, otherwise between graphemes. Undefined if there is no such place in
 * the second half of that length.
 */
export function cutInside(
  text: string,
  until: number,
  forbidden: ReadonlySet<number>,
  effort: Effort,
): number | undefined {
  if (until < leastUnits) return undefined;
  const window = text.slice(0, until + Math.min(until, lookAheadUnits));
  effort.steps += window.length;
  const isFree = (at: number): boolean => !forbidden.has(at);
  if (asciiPattern.test(window) && isFree(until)) return until;
  return (
    lastBreak(words, window, until, (at) => isFree(at) && isBetweenWords(window, at)) ??
    lastBreak(graphemes, window, until, isFree)
  );
}

/** Pieces this short break emoji in any case, and looking for a good place would be too slow for so many. */
const leastUnits = 8;

/** How far to look ahead for the end of a grapheme: longer than any emoji. */
const lookAheadUnits = 64;

/** In ASCII, every character is a grapheme. */
const asciiPattern = /^[ -~]*$/;

const words = new Intl.Segmenter("und", { granularity: "word" });
const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

function lastBreak(
  segmenter: Intl.Segmenter,
  window: string,
  until: number,
  isGood: (at: number) => boolean,
): number | undefined {
  let found: number | undefined;
  for (const { index } of segmenter.segment(window)) {
    if (index > until) break;
    // A cut in the first half could make the whole cost more than linear.
    if (index > 0 && index * 2 >= until && isGood(index)) found = index;
  }
  return found;
}

/** Not between two ASCII words, which may be parts of a name, a number or an address. */
function isBetweenWords(text: string, at: number): boolean {
  return isUnspacedAt(text, at) || isUnspacedAt(text, at - 1);
}

function isUnspacedAt(text: string, at: number): boolean {
  return isUnspaced(characterClass(text.codePointAt(at) ?? 0));
}
