import { Lexer, type Token } from "marked";

/**
 * What to say for inline Markdown: words without their marks, the text of a link, the host of an
 * address, the description of an image. Unmatched marks are left out.
 */
export function spokenInline(markdown: string): string {
  if (!markPattern.test(markdown)) return markdown;
  return spoken(Lexer.lexInline(markdown, { gfm: true }));
}

/** Most words have none of these, and need no lexer. */
const markPattern = /[*_`~[\]<>&\\]|https?:|www\.|@/;

function spoken(tokens: readonly Token[]): string {
  const parts = tokens.map((token) => ({ isPlain: isPlain(token), text: spokenToken(token) }));
  return parts
    .map(({ isPlain, text }, at) => {
      if (!isPlain) return text;
      const before = parts[at - 1]?.text.at(-1) ?? " ";
      return withoutStrays(before, text, parts[at + 1]?.text.at(0) ?? " ");
    })
    .join("");
}

function isPlain(token: Token): boolean {
  return token.type === "text" && !("tokens" in token && token.tokens !== undefined);
}

function spokenToken(token: Token): string {
  switch (token.type) {
    case "codespan":
      return textOf(token);
    case "link":
      return spokenLink(token);
    case "image":
      return textOf(token);
    case "br":
      return "\n";
    case "html":
      return htmlPattern.test(token.raw) ? "" : token.raw;
    case "escape":
      return decoded(textOf(token));
    default:
      return childrenOf(token) ?? decoded(textOf(token));
  }
}

function childrenOf(token: Token): string | undefined {
  return "tokens" in token && token.tokens !== undefined ? spoken(token.tokens) : undefined;
}

function textOf(token: Token): string {
  return "text" in token && typeof token.text === "string" ? token.text : token.raw;
}

function spokenLink(token: Token): string {
  const text = childrenOf(token) ?? textOf(token);
  return /^(?:https?:\/\/(?:www\.)?|www\.)([^\s/?#:]+)/iu.exec(text)?.[1] ?? text;
}

/** HTML's own tags and comments, which are not spoken. Other tags may be meant for an engine. */
const htmlPattern =
  /^<(?:!--|\/?(?:a|abbr|b|blockquote|br|center|code|del|details|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)\b)/iu;

/** Removes unmatched marks. An asterisk between two numbers or two spaces is not one. */
function withoutStrays(before: string, text: string, after: string): string {
  const neighbours = [before, after].map((one) => (/[*~`]/.test(one) ? "x" : one));
  const [first = " ", last = " "] = neighbours;
  return (first + text + last).replace(strayPattern, "").slice(first.length, -last.length);
}

const strayPattern = /(?<=[^\p{N}\s*])\*{1,3}|\*{1,3}(?=[^\p{N}\s*])|~~|`+/gu;

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  hellip: "…",
  mdash: "—",
  ndash: "–",
};

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/giu, (whole, ...groups) => {
    const [decimal, hex, name] = groups as (string | undefined)[];
    if (name !== undefined) return entities[name.toLowerCase()] ?? whole;
    const codePoint = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    const isText =
      codePoint >= 0x20 && codePoint <= 0x10_ff_ff && (codePoint < 0xd8_00 || codePoint > 0xdf_ff);
    return isText ? String.fromCodePoint(codePoint) : "";
  });
}
