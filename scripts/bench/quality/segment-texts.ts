import { chance, oneOf } from "./chance.ts";
import { type Language, sentences } from "./sentences.ts";

/** Texts as a job cuts them: a few sentences, now and then a single short one. */
export function segmentTexts(language: Language, count: number, seed: number): readonly string[] {
  const random = chance(seed);
  return Array.from({ length: count }, () => {
    const most = oneOf([1, 2, 3, 4, 5], random);
    return Array.from({ length: most }, () => oneOf(sentences[language], random)).join(" ");
  });
}
