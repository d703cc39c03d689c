import { missingStop } from "../../text/preparation/stop.ts";
import type { Document, DocumentChapter } from "./document.ts";
import { maxHeadingUnits, wrappedLineUnits } from "./limits.ts";

/** A plain text: paragraphs parted by empty lines, chapters begun by headings such as "Chapter 1". */
export function parsePlainText(text: string): Document {
  const chapters: { title: string; paragraphs: string[] }[] = [{ title: "", paragraphs: [] }];
  for (const lines of blocksOf(text)) {
    const title = headingIn(lines);
    if (title === undefined) {
      chapters.at(-1)?.paragraphs.push(paragraphOf(lines));
    } else {
      chapters.push({ title, paragraphs: [stopped(lines)] });
    }
  }
  return {
    chapters: chapters.map(({ title, paragraphs }): DocumentChapter => {
      return { title, text: paragraphs.join("\n\n") };
    }),
  };
}

/** The lines of each paragraph, without the space around them. */
function* blocksOf(text: string): Generator<readonly string[]> {
  let lines: string[] = [];
  for (const line of text.split(/[\n\f]/)) {
    const words = line.trim();
    if (words !== "") {
      lines.push(words);
    } else if (lines.length > 0) {
      yield lines;
      lines = [];
    }
  }
  if (lines.length > 0) yield lines;
}

/**
 * The heading that a block is: a line such as "Chapter 1", maybe with its title on the line below. A
 * table of contents has several of them in one block, and is none.
 */
function headingIn(lines: readonly string[]): string | undefined {
  const [first = "", second] = lines;
  if (lines.length > 2 || lines.some((line) => line.length > maxHeadingUnits)) return undefined;
  if (!isHeading(first) || (second !== undefined && isHeading(second))) return undefined;
  return second === undefined ? first : `${first.replace(/[.:]$/, "")}: ${second}`;
}

function isHeading(line: string): boolean {
  return headingPatterns.some((pattern) => pattern.test(line));
}

const chapterWords =
  "chapter|part|book|canto|act|scene|kapitel|teil|buch|chapitre|partie|livre|cap[ií]tulo|parte|libro|livro|capitolo|hoofdstuk|deel|rozdział|część|kapitola|kapittel|luku|fejezet|bölüm|capitolul|глава|часть|розділ|частина|κεφάλαιο";

/** One to twenty and `first`, as books of these languages count their chapters in words, are any one word. */
const number = "(?:\\d{1,4}|[ivxlcdm]{1,9}|the \\p{L}+|\\p{Lu}[\\p{L}’'-]*)";

const headingPatterns: readonly RegExp[] = [
  // "Chapter 12", "CHAPTER XII. The End", "Kapitel Eins: Anfang"; not "Part of it was gone."
  new RegExp(`^(?:${chapterWords})\\s+${number}(?:\\s*[.:—–-].*|\\s*)$`, "iu"),
  // "1. Kapitel", "Erstes Kapitel", "Első fejezet"
  new RegExp(`^(?:\\d{1,4}\\.?|\\p{Lu}\\p{L}+)\\s+(?:${chapterWords})\\s*[.:]?$`, "iu"),
  /^(?:prologue?|epilogue?|prolog|epilog|pr[óo]logo|ep[íi]logo|пролог|эпилог|preface|foreword|afterword|introduction|vorwort|nachwort|préface|avant-propos|postface|prefacio|introducción)\s*[.:]?$/iu,
  // "第一章", "第12回 …"
  /^第\s*[\d０-９一二三四五六七八九十百千零〇]{1,8}\s*[章回話话节節部巻卷](?:[\s:：].*)?$/u,
  /^제\s*\d{1,4}\s*장(?:[\s:].*)?$/u,
];

/** A heading's lines as sentences, so that they are not run together with what follows. */
function stopped(lines: readonly string[]): string {
  return lines.map((line) => line + missingStop(line.slice(-1))).join(" ");
}

/** Lines that a program has broken become one again; those of verse and lists stay. */
function paragraphOf(lines: readonly string[]): string {
  const isWrapped = lines.slice(0, -1).every(({ length }) => length >= wrappedLineUnits);
  return isWrapped ? lines.reduce(joined, "") : lines.join("\n");
}

function joined(text: string, line: string): string {
  if (text === "") return line;
  // Scripts without spaces between words have none between lines either.
  return unspacedEnd.test(text) && unspacedStart.test(line) ? text + line : `${text} ${line}`;
}

const unspacedEnd = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}。、，！？]$/u;
const unspacedStart = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}。、，！？「『（]/u;
