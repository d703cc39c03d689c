/**
 * Whether a text has anything to say: a letter or a digit of any script outside of tags. Phonemes and
 * cues in square brackets count, for they are spoken.
 */
export function hasWords(text: string): boolean {
  return wordPattern.test(text.includes("<") ? text.replace(tagPattern, " ") : text);
}

/** Looks for the first word of a text that comes in parts, each of which it looks at once. */
export class WordSearch {
  #isFound = false;
  /** The end of what came: a tag may be cut where it begins, and its letters are no words. */
  #tail = "";

  /** Whether there is a word so far, with one more part. */
  add(part: string): boolean {
    if (this.#isFound) return true;
    const begunTag = /<\/?$/.exec(this.#tail)?.[0] ?? "";
    this.#isFound = hasWords(begunTag + part);
    this.#tail = (this.#tail + part.slice(-2)).slice(-2);
    return this.#isFound;
  }
}

const wordPattern = /[\p{L}\p{N}]/u;

/** `<name …>`, `</name>` or `<name/>`. Linear: what fails ends at the next `<`. */
const tagPattern = /<\/?[A-Za-z][\w:-]*(?:[\s/][^<>]*)?>/g;
