import { unreachable } from "@club/shared/unreachable.ts";
import { hasWords } from "../../text/words.ts";
import { decodeText } from "./decode-text.ts";
import type { Document, DocumentChapter, DocumentKind } from "./document.ts";
import { parseEpub } from "./epub/parse-epub.ts";
import { maxChapters, maxDocumentCharacters } from "./limits.ts";
import { parseMarkdown } from "./markdown.ts";
import { parsePlainText } from "./plain-text.ts";
import { tooLarge, unreadable } from "./refusal.ts";
import { borrowedTitle, cleanTitle } from "./titles.ts";

/** Reads a document at once, in whatever time that takes. Throws as `ReadDocument` does. */
export async function parseDocument(bytes: Uint8Array, kind: DocumentKind): Promise<Document> {
  const { title, chapters } = await parse(bytes, kind);
  const spoken = withWords(chapters);
  if (spoken.length === 0) throw unreadable("there is no text in it to be spoken.");
  if (spoken.length > maxChapters)
    throw tooLarge(`a document has at most ${maxChapters} chapters.`);
  const characters = spoken.reduce((sum, { text }) => sum + text.length, 0);
  if (characters > maxDocumentCharacters) {
    throw tooLarge(`a document has at most ${maxDocumentCharacters} characters. Send it in parts.`);
  }
  const clean = title === undefined ? "" : cleanTitle(title);
  return { ...(clean !== "" && { title: clean }), chapters: spoken.map(titled) };
}

async function parse(bytes: Uint8Array, kind: DocumentKind): Promise<Document> {
  switch (kind) {
    case "txt":
      return parsePlainText(decodeText(bytes));
    case "md":
      return parseMarkdown(decodeText(bytes));
    case "epub":
      return await parseEpub(bytes);
    default:
      return unreachable(kind);
  }
}

/** A heading with nothing below it (that of a part) is heard before the chapter that follows. */
function withWords(chapters: readonly DocumentChapter[]): readonly DocumentChapter[] {
  const spoken: DocumentChapter[] = [];
  let before = "";
  for (const { title, text } of chapters) {
    if (!hasWords(text)) continue;
    const whole = before === "" ? text.trim() : `${before}\n\n${text.trim()}`;
    before = "";
    if (isOnlyItsTitle(title, text)) before = whole;
    else spoken.push({ title, text: whole });
  }
  if (before !== "") spoken.push({ title: "", text: before });
  return spoken;
}

function isOnlyItsTitle(title: string, text: string): boolean {
  return title !== "" && lettersOf(text) === lettersOf(title);
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();
}

function titled({ title, text }: DocumentChapter): DocumentChapter {
  const clean = cleanTitle(title);
  return { title: clean === "" ? borrowedTitle(text) : clean, text };
}
