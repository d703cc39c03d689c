/**
 * Text that may be written to a terminal: what came from outside (names, messages, paths) is in it
 * with its control and format characters made visible, so that it can neither command the terminal
 * (OSC 52 writes the clipboard) nor forge lines. Made by the functions of this file alone.
 */
export class SafeText {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Takes the words of this program as they are: never what came from outside. */
  static trusted(text: string): SafeText {
    return new SafeText(text);
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: a string is made visible, safe text stays as it is. */
export type TextPart = string | number | SafeText;

/** A template whose words are this program's and whose values came from outside. */
export function safe(words: TemplateStringsArray, ...parts: readonly TextPart[]): SafeText {
  const rest = parts.map((part, at) => `${written(part)}${words[at + 1] ?? ""}`);
  return SafeText.trusted([words[0] ?? "", ...rest].join(""));
}

/** Each part on a line of its own; a line feed within a part does not begin another line. */
export function safeLines(lines: readonly TextPart[]): SafeText {
  return SafeText.trusted(lines.map((line) => `${written(line)}\n`).join(""));
}

/** Text of many lines from outside: its line feeds and tabs stay, all else is made visible. */
export function safeParagraph(text: string): SafeText {
  return SafeText.trusted(text.replaceAll(/[^\n\t]+/g, visible));
}

/** A value as indented JSON, or on one line: characters that are not safe become `\u…` escapes. */
export function safeJson(value: unknown, indent?: number): SafeText {
  return SafeText.trusted(`${escapeJson(JSON.stringify(value, undefined, indent))}\n`);
}

/** JSON text that means the same and holds no character that a terminal might obey. */
export function escapeJson(json: string): string {
  return json.replaceAll(unsafe, (character) => {
    const isLayout = character === "\n" || character === "\t";
    if (isLayout) return character;
    return character.split("").map(unitEscape).join("");
  });
}

/** Control and format characters as `\u{…}`, so that they are seen instead of obeyed. */
export function visible(text: string): string {
  return text.replaceAll(unsafe, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** A UTF-16 unit as JSON escapes it. */
function unitEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function written(part: TextPart): string {
  return typeof part === "string" ? visible(part) : String(part);
}

/** Control, format (bidirectional overrides, zero width), separators of lines, lone surrogates, private use. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
