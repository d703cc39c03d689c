/** What a character can mean for where a text is cut. */
export const CharacterClass = {
  space: 1,
  newline: 2,
  lower: 3,
  letter: 4,
  /** Han and kana: written without spaces, and twice as long to say as a letter. */
  ideograph: 5,
  /** Thai, Lao, Khmer, Burmese: written without spaces between words. */
  unspaced: 6,
  hangul: 7,
  digit: 8,
  fullStop: 9,
  /** `!` and `?`. */
  exclamation: 10,
  /** Ends a sentence in other scripts, with or without a space after it. */
  terminator: 11,
  ellipsis: 12,
  /** `,` `;` `:`, which also stand in numbers, times and addresses. */
  comma: 13,
  /** The commas and colons of other scripts. */
  clause: 14,
  dash: 15,
  /** Belongs to what follows: brackets, quotes, `¿`, currency and bullets. */
  opener: 16,
  /** Belongs to what precedes. */
  closer: 17,
  /** A straight quote, which may be either. */
  quote: 18,
  /** Combines with the character before: accents, vowel signs, joiners, variation selectors. */
  mark: 19,
  /** An emoji. After the end of a sentence, it belongs to that sentence. */
  pictograph: 20,
  other: 21,
} as const;

export type CharacterClass = (typeof CharacterClass)[keyof typeof CharacterClass];

/** The class of a code point. */
export function characterClass(codePoint: number): CharacterClass {
  if (codePoint > 0xff_ff) return classify(String.fromCodePoint(codePoint));
  const known = classes[codePoint];
  if (known !== undefined && known !== 0) return known as CharacterClass;
  const found = classify(String.fromCodePoint(codePoint));
  classes[codePoint] = found;
  return found;
}

/** Whether it is something to say: a letter or a digit of any script. */
export function isWordy(one: CharacterClass): boolean {
  return one >= CharacterClass.lower && one <= CharacterClass.digit;
}

/** Whether its script does without spaces between words. */
export function isUnspaced(one: CharacterClass): boolean {
  return one === CharacterClass.ideograph || one === CharacterClass.unspaced;
}

/** A cache: regular expressions with Unicode properties are slow. */
const classes = new Uint8Array(0x1_00_00);

const { space, newline, mark, ellipsis, terminator, clause } = CharacterClass;
const { dash, opener, closer, other, ideograph, unspaced, hangul } = CharacterClass;

const ascii: Readonly<Record<string, CharacterClass>> = {
  "\n": newline,
  "\r": newline,
  "\f": newline,
  "\v": newline,
  ".": CharacterClass.fullStop,
  "!": CharacterClass.exclamation,
  "?": CharacterClass.exclamation,
  ",": CharacterClass.comma,
  ";": CharacterClass.comma,
  ":": CharacterClass.comma,
  "-": dash,
  '"': CharacterClass.quote,
  "'": CharacterClass.quote,
  "#": opener,
};

/** Tried in order. Punctuation comes first, because brackets have script extensions, too. */
const patterns: readonly (readonly [pattern: RegExp, is: CharacterClass])[] = [
  [/[\u0085\u2028\u2029]/u, newline],
  // No-break spaces (U+00A0, U+2007, U+202F, U+FEFF) do not separate words here.
  [/[^\S\u00a0\u2007\u202f\ufeff]/u, space],
  [/\p{M}|\p{Join_Control}|\p{Emoji_Modifier}|[\u2060\ufeff]/u, mark],
  [/[…⋯]/u, ellipsis],
  [/[\p{Sentence_Terminal}࿊།༎｡]/u, terminator],
  [/[「『„‚‹«¿¡•‣▪◦\p{Ps}\p{Pi}\p{Sc}]/u, opener],
  [/[\p{Pe}\p{Pf}]/u, closer],
  [/\p{Pd}/u, dash],
  [/\p{Terminal_Punctuation}/u, clause],
  [/[\p{Extended_Pictographic}\p{Regional_Indicator}]/u, CharacterClass.pictograph],
  [/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}]/u, ideograph],
  [/[\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u, unspaced],
  [/[\p{scx=Hang}]/u, hangul],
  [/\p{Ll}/u, CharacterClass.lower],
  [/\p{L}/u, CharacterClass.letter],
  [/\p{N}/u, CharacterClass.digit],
];

function classify(character: string): CharacterClass {
  const known = ascii[character];
  if (known !== undefined) return known;
  const isOfScript = /[\p{L}\p{N}]/u.test(character);
  for (const [pattern, is] of patterns) {
    const isScript = is === ideograph || is === unspaced || is === hangul;
    if ((isOfScript || !isScript) && pattern.test(character)) return is;
  }
  return other;
}
