import { borrowedTitleUnits, maxTitleCharacters } from "./limits.ts";

/** A title on one line, without control characters and not too long. */
export function cleanTitle(title: string): string {
  const plain = title.replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\u{feff}]+/gu, " ").trim();
  const characters = Array.from(plain);
  if (characters.length <= maxTitleCharacters) return plain;
  return `${characters
    .slice(0, maxTitleCharacters - 1)
    .join("")
    .trimEnd()}…`;
}

/** The first words of a text in place of a title. */
export function borrowedTitle(text: string): string {
  const [line = ""] = text.trim().split("\n", 1);
  if (line.length <= borrowedTitleUnits) return cleanTitle(line.replace(/[.:;,]$/, ""));
  const words = line.slice(0, borrowedTitleUnits).replace(/\s+\S*$/u, "");
  return cleanTitle(`${words.replace(/[\ud800-\udbff]$/, "")}…`);
}
