import type { HistoryEntry } from "../api/bodies.ts";

/** What a clip's file is called: the beginning of its text, and before that its place among others. */
export function clipName(
  { input, format }: Pick<HistoryEntry, "input" | "format">,
  at?: number,
): string {
  const words = input
    .normalize("NFC")
    .slice(0, 200)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ")
    .trim();
  const title = Array.from(words).slice(0, titleCharacters).join("").trim();
  const place = at === undefined ? [] : [String(at + 1).padStart(3, "0")];
  const name = [...place, ...(title === "" ? [] : [title])].join(" ");
  return `${name === "" ? "speech" : name}.${extensions[format] ?? format}`;
}

/** Short enough for a path on any system, long enough to tell texts apart. */
const titleCharacters = 40;

/** Where a format's files are called otherwise. */
const extensions: Readonly<Record<string, string>> = { opus: "ogg", pcm: "raw" };
