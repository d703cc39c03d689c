import { type CharacterClass, characterClass, CharacterClass as Is } from "./character-class.ts";
import { hasWords } from "./words.ts";

/** How good a place is for a cut, from worst to best. */
export const Break = {
  /** Within a word, or between a tag and what it touches. */
  inside: 0,
  /** At a space that should hold: after an abbreviation or an initial, or within a number or a date. */
  glued: 1,
  word: 2,
  clause: 3,
  sentence: 4,
  line: 5,
  /** A paragraph, a heading, a list item. */
  paragraph: 6,
} as const;

export type Break = (typeof Break)[keyof typeof Break];

/** Text between two places where it may be cut: usually a word and the space after it. */
export type Run = {
  readonly text: string;
  readonly characters: number;
  /** How long it takes to say, in Latin letters. */
  readonly weight: number;
  readonly hasWords: boolean;
  /** Only cut inside to meet a service's cap: a tag, an element, bracketed text, an address. */
  readonly isWhole: boolean;
  readonly breakAfter: Break;
  /** Whether a word is known to follow. If false, one may still follow. */
  readonly wordsFollow: boolean;
};

/** A Han character, kana or Hangul syllable takes at least twice as long to say as a letter. */
export function weightOf(is: CharacterClass): number {
  return is === Is.ideograph || is === Is.hangul ? 2 : 1;
}

/** The length, in UTF-16 units, of the longest prefix within the given bounds. */
export function unitsWithin(text: string, most: { characters?: number; weight?: number }): number {
  let characters = most.characters ?? Infinity;
  let weight = most.weight ?? Infinity;
  for (let units = 0; units < text.length; ) {
    const codePoint = text.codePointAt(units) ?? 0;
    characters -= 1;
    weight -= weightOf(characterClass(codePoint));
    if (characters < 0 || weight < 0) return units;
    units += codePoint > 0xff_ff ? 2 : 1;
  }
  return text.length;
}

/** Splits a run at an offset in UTF-16 units. */
export function splitRun(run: Run, at: number): readonly [head: Run, rest: Run] {
  const text = run.text.slice(0, at);
  let characters = 0;
  let weight = 0;
  for (const character of text) {
    characters += 1;
    weight += weightOf(characterClass(character.codePointAt(0) ?? 0));
  }
  const hasHeadWords = run.hasWords && hasWords(text);
  const rest = {
    ...run,
    text: run.text.slice(at),
    characters: run.characters - characters,
    weight: Math.max(0, run.weight - weight),
    hasWords: run.hasWords && (!hasHeadWords || hasWords(run.text.slice(at))),
  };
  const head = { ...run, text, characters, weight, hasWords: hasHeadWords };
  return [{ ...head, breakAfter: Break.inside, wordsFollow: rest.hasWords }, rest];
}

/** Joins runs into one. */
export function joinRuns(runs: readonly Run[]): Run {
  const last = runs.at(-1);
  return {
    text: runs.map((run) => run.text).join(""),
    characters: runs.reduce((sum, run) => sum + run.characters, 0),
    weight: runs.reduce((sum, run) => sum + run.weight, 0),
    hasWords: runs.some((run) => run.hasWords),
    isWhole: false,
    breakAfter: last?.breakAfter ?? Break.inside,
    wordsFollow: last?.wordsFollow ?? false,
  };
}
