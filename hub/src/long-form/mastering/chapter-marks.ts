import { maxTitleCharacters } from "./limits.ts";
import type { Timeline } from "./timeline.ts";

/** What a file says of itself. */
export type BookTitles = { readonly title?: string; readonly author?: string };

/** The chapters and titles of a book in ffmpeg's metadata format, to the frame. */
export function chapterMarks(
  { chapters, rateHz }: Timeline,
  { title, author }: BookTitles,
): string {
  const lines = [";FFMETADATA1", "genre=Audiobook"];
  if (title !== undefined) lines.push(`title=${escaped(title)}`, `album=${escaped(title)}`);
  if (author !== undefined) lines.push(`artist=${escaped(author)}`);
  for (const { title: chapter, startFrame, endFrame } of chapters) {
    lines.push("[CHAPTER]", `TIMEBASE=1/${rateHz}`);
    lines.push(`START=${startFrame}`, `END=${endFrame}`, `title=${escaped(chapter)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** On one line and short; `=`, `;`, `#` and the backslash mean something there, and so does the end of a line. */
function escaped(title: string): string {
  const line = title.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
  const kept = Array.from(line).slice(0, maxTitleCharacters).join("");
  return kept.replace(/[=;#\\]/g, "\\$&");
}
