import * as z from "zod";
import { characters } from "../characters.ts";
import { hasWords } from "../words.ts";
import type { DictionaryEntry } from "./dictionary.ts";
import { maxEntries, maxRespellingCharacters, maxWordCharacters } from "./limits.ts";

/** A pronunciation dictionary as clients send it, parsed to entries within the limits. */
export const dictionaryEntries: z.ZodType<readonly DictionaryEntry[]> = z
  .array(
    z
      .strictObject({
        word: z
          .string()
          .transform(withSingleSpaces)
          .refine(isWord, {
            error: `word: 1 to ${maxWordCharacters} characters, with a letter or a digit`,
          }),
        respelling: z
          .string()
          .transform(withSingleSpaces)
          .refine(isRespelling, {
            error: `respelling: 1 to ${maxRespellingCharacters} characters`,
          }),
        match_case: z.boolean().optional(),
      })
      .transform(({ match_case: matchCase, ...entry }) =>
        matchCase === undefined ? entry : { ...entry, matchCase },
      ),
  )
  .max(maxEntries);

function withSingleSpaces(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/gu, " ");
}

function isWord(word: string): boolean {
  return hasWords(word) && characters(word) <= maxWordCharacters;
}

function isRespelling(respelling: string): boolean {
  return respelling !== "" && characters(respelling) <= maxRespellingCharacters;
}
