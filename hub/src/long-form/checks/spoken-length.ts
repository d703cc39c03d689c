/**
 * How much there is to say in a text, in units of one Latin letter: a digit is a word, an ideograph a
 * syllable or two, and a sentence's end a pause. What a voice takes for one of them is its pace.
 */
export function spokenLength(text: string): number {
  let length = 0;
  for (const character of text) length += weightOf(character);
  return length;
}

function weightOf(character: string): number {
  if (digit.test(character)) return 4;
  if (ideograph.test(character)) return 3.5;
  if (syllable.test(character)) return 2.5;
  if (letter.test(character)) return 1;
  if (stop.test(character)) return 3;
  if (clause.test(character)) return 2;
  return symbol.test(character) ? 3 : 0.2;
}

const digit = /\p{Nd}/u;
const ideograph = /\p{sc=Han}/u;
const syllable = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;
const letter = /\p{L}/u;
const stop = /[.!?…。！？]/u;
const clause = /[,;:，；：、–—]/u;
const symbol = /[%&@#€$£+=°§]/u;
