/**
 * Whether a text has anything to say: a letter or a digit of any script outside of tags. Phonemes and
 * cues in square brackets count, for they are spoken.
 */
export function hasWords(text: string): boolean {
  return wordPattern.test(text.includes("<") ? text.replace(tagPattern, " ") : text);
}

const wordPattern = /[\p{L}\p{N}]/u;

/** `<name …>`, `</name>` or `<name/>`. Linear: what fails ends at the next `<`. */
const tagPattern = /<\/?[A-Za-z][\w:-]*(?:[\s/][^<>]*)?>/g;
