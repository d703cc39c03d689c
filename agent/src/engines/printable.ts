import { engineLimits } from "./limits.ts";

/** A server's or program's own words, fit for one line of a log: no control characters, bounded. */
export function printable(words: string): string {
  const line = words.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  const characters = Array.from(line);
  const { errorMessageChars } = engineLimits;
  if (characters.length <= errorMessageChars) return line;
  return `${characters.slice(0, errorMessageChars - 1).join("")}…`;
}
