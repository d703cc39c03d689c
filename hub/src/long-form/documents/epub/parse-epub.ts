import type { Document, DocumentChapter } from "../document.ts";
import { maxDocumentCharacters } from "../limits.ts";
import { tooLarge, unreadable } from "../refusal.ts";
import { decodeXml } from "./decode-xml.ts";
import { pathOf } from "./epub-paths.ts";
import { type NavigationEntry, readNav, readNcx } from "./navigation.ts";
import { packagePath, readPackage, type PackageDocument } from "./package-document.ts";
import { type SpokenXhtml, spokenXhtml } from "./spoken-xhtml.ts";
import { elementsOf, parseXml } from "./xml.ts";
import { locked, ZipFiles } from "./zip-files.ts";

/**
 * A book in EPUB 2 or 3: the files of its spine in their order, divided where its table of contents
 * says. Throws INVALID_REQUEST for what is no such book, or a copy-protected one, and TOO_LARGE.
 */
export async function parseEpub(bytes: Uint8Array): Promise<Document> {
  const zip = await ZipFiles.open(bytes);
  const container = await xmlOf(zip, "META-INF/container.xml");
  if (container === undefined) {
    throw unreadable("this is a ZIP, but no EPUB. Send the book's .epub file itself.");
  }
  const path = packagePath(container);
  const opf = await xmlOf(zip, path);
  if (opf === undefined) throw unreadable("this EPUB's list of contents is missing.");
  const book = readPackage(opf, path);
  await refuseLocked(zip, book);
  const entries = chapterEntries(await navigationOf(zip, book));
  const chapters: Part[] = [];
  let characters = 0;
  for (const file of book.spine) {
    const xhtml = file === book.nav ? undefined : await xmlOf(zip, file);
    if (xhtml === undefined) continue;
    const spoken = spokenXhtml(xhtml);
    characters += spoken.text.length;
    if (characters > maxDocumentCharacters) throw tooLong();
    add(chapters, spoken, entries.get(file) ?? [], entries.size > 0);
  }
  return {
    ...(book.title !== undefined && { title: book.title }),
    chapters: chapters.map(({ title, texts }): DocumentChapter => {
      return { title, text: texts.filter((text) => text !== "").join("\n\n") };
    }),
  };
}

type Part = { readonly title: string; readonly texts: string[] };

/** Adds a file's text: to the chapter before, up to where the table of contents begins another. */
function add(
  chapters: Part[],
  { text, heading, anchors }: SpokenXhtml,
  entries: readonly NavigationEntry[],
  hasNavigation: boolean,
): void {
  const starts = entries
    .map(({ title, fragment }) => ({ title, at: anchors.get(fragment ?? "") ?? 0 }))
    .sort((a, b) => a.at - b.at);
  // Without a table of contents, every file is a chapter.
  if (!hasNavigation) starts.push({ title: heading ?? "", at: 0 });
  const [first] = starts;
  const before = text.slice(0, first?.at ?? text.length).trim();
  const last = chapters.at(-1);
  if (last !== undefined) last.texts.push(before);
  else if (before !== "") chapters.push({ title: "", texts: [before] });
  for (const [at, start] of starts.entries()) {
    const piece = text.slice(start.at, starts[at + 1]?.at).trim();
    chapters.push({ title: start.title, texts: [piece] });
  }
}

/**
 * The entries that begin chapters, by file: the uppermost, and of those below them the ones that begin a
 * file of their own. The others are sections of a chapter.
 */
function chapterEntries(
  all: readonly NavigationEntry[],
): ReadonlyMap<string, readonly NavigationEntry[]> {
  const byFile = new Map<string, NavigationEntry[]>();
  for (const entry of all) {
    const others = byFile.get(entry.path);
    if (others === undefined) byFile.set(entry.path, [entry]);
    else if (entry.depth === 1 || others[0]?.depth === entry.depth) {
      others.push(entry);
    }
  }
  return byFile;
}

async function navigationOf(
  zip: ZipFiles,
  { nav, ncx }: PackageDocument,
): Promise<readonly NavigationEntry[]> {
  const xhtml = nav === undefined ? undefined : await xmlOf(zip, nav);
  const entries = nav === undefined || xhtml === undefined ? [] : readNav(xhtml, nav);
  if (entries.length > 0) return entries;
  const xml = ncx === undefined ? undefined : await xmlOf(zip, ncx);
  return ncx === undefined || xml === undefined ? [] : readNcx(xml, ncx);
}

/** META-INF/encryption.xml names what is encrypted; fonts that are only obfuscated do not matter. */
async function refuseLocked(zip: ZipFiles, { spine }: PackageDocument): Promise<void> {
  const xml = await xmlOf(zip, "META-INF/encryption.xml");
  if (xml === undefined) return;
  for (const { attributes } of elementsOf(parseXml(xml), "CipherReference")) {
    const target = pathOf(attributes["URI"] ?? "", "");
    if (target !== undefined && spine.includes(target.path)) throw locked();
  }
}

async function xmlOf(zip: ZipFiles, name: string): Promise<string | undefined> {
  const bytes = await zip.read(name);
  return bytes && decodeXml(bytes);
}

function tooLong(): Error {
  return tooLarge(`a document has at most ${maxDocumentCharacters} characters. Send it in parts.`);
}
