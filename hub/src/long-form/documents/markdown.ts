import { Lexer, type Token, type Tokens } from "marked";
import { parse as parseYaml } from "yaml";
import { MarkdownReader } from "../../text/preparation/markdown-reader.ts";
import type { Document, DocumentChapter } from "./document.ts";

/**
 * Markdown as it is spoken: its uppermost headings begin chapters. A single heading above all others, as
 * the first, is the document's title, and those below it begin chapters.
 */
export function parseMarkdown(markdown: string): Document {
  const { title, body } = withoutFrontMatter(markdown);
  const blocks = new Lexer({ gfm: true }).lex(body);
  const headings = blocks.filter((token): token is Tokens.Heading => token.type === "heading");
  const { depth, title: heading } = divisionOf(headings);
  const chapters: { title: string; source: string }[] = [{ title: heading ?? "", source: "" }];
  for (const token of blocks) {
    if (token.type === "heading" && (token as Tokens.Heading).depth === depth) {
      chapters.push({ title: spoken((token as Tokens.Heading).text), source: "" });
    }
    const chapter = chapters.at(-1);
    if (chapter !== undefined) chapter.source += sourceOf(token);
  }
  const named = title ?? heading;
  return {
    ...(named !== undefined && { title: named }),
    chapters: chapters.map(({ title, source }): DocumentChapter => {
      return { title, text: spoken(source) };
    }),
  };
}

/** A heading that is underlined, as one that begins with `#`: the reader of speech knows only these. */
function sourceOf(token: Token): string {
  if (token.type !== "heading") return token.raw;
  const { depth, text } = token as Tokens.Heading;
  return `${"#".repeat(depth)} ${text.replaceAll("\n", " ")}\n\n`;
}

/** The depth of the headings that begin chapters, and the title above them. */
function divisionOf(headings: readonly Tokens.Heading[]): { depth: number; title?: string } {
  const top = shallowest(headings);
  const [first, ...others] = headings;
  const isAlone = first?.depth === top && others.every(({ depth }) => depth > top);
  if (first === undefined || !isAlone) return { depth: top };
  const title = spoken(first.text);
  const depth = others.length === 0 ? top : shallowest(others);
  return { depth, title };
}

/** Of any number of headings: a document may have more than a call takes arguments. */
function shallowest(headings: readonly Tokens.Heading[]): number {
  return headings.reduce((least, { depth }) => Math.min(least, depth), Infinity);
}

function spoken(markdown: string): string {
  const reader = new MarkdownReader("name");
  return (reader.push(markdown) + reader.end()).replace(/\n{3,}/g, "\n\n").trim();
}

/** The YAML that static sites and Pandoc put before a text, and its title. */
function withoutFrontMatter(markdown: string): { readonly title?: string; readonly body: string } {
  const found = /^---[ \t]*\n([^]{0,10000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(markdown);
  if (found === null) return { body: markdown };
  const fields = fieldsIn(found[1] ?? "");
  if (fields === undefined) return { body: markdown };
  const { title } = fields;
  const body = markdown.slice(found[0].length);
  return typeof title === "string" ? { title, body } : { body };
}

function fieldsIn(yaml: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const fields: unknown = parseYaml(yaml, { maxAliasCount: 0 });
    const isMap = typeof fields === "object" && fields !== null && !Array.isArray(fields);
    return isMap ? (fields as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
