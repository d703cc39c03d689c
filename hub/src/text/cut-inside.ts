import { characterClass, isUnspaced } from "./character-class.ts";
import type { Effort } from "./effort.ts";

/**
 * Where to cut in a text without spaces, at `until` UTF-16 units or before: between words of a script
 * that does without, else between graphemes. Undefined where neither leaves at least half of that,
 * or all of it is forbidden.
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

/** Shorter pieces cut through many graphemes in any case, and there would be very many to look for. */
const leastUnits = 8;

/** How far behind the place it is looked whether a grapheme ends there: no emoji is longer. */
const lookAheadUnits = 64;

/** Between these, every place ends a grapheme. */
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
    // At least half of what may be: else a text would be looked at again and again.
    if (index > 0 && index * 2 >= until && isGood(index)) found = index;
  }
  return found;
}

/** Words of Latin letters between those of such a script are parts of a name, a number, an address. */
function isBetweenWords(text: string, at: number): boolean {
  return isUnspacedAt(text, at) || isUnspacedAt(text, at - 1);
}

function isUnspacedAt(text: string, at: number): boolean {
  return isUnspaced(characterClass(text.codePointAt(at) ?? 0));
}
