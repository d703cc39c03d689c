import { limits } from "./limits.ts";

/**
 * Control and format characters (among them escape sequences, line breaks, marks that reverse the
 * direction of writing and those that cannot be seen), line and paragraph separators, and halves of
 * surrogate pairs: Unicode's categories Cc, Cf, Zl, Zp and Cs. None of them may reach a terminal or a
 * log by way of a name or a message.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const unprintables = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/** Whether a text is without control characters, format characters and line breaks. */
export function isPlain(text: string): boolean {
  return !unprintable.test(text);
}

/** The text with a space in place of each run of characters that are not plain; never longer. */
export function toPlain(text: string): string {
  return unprintable.test(text) ? text.replace(unprintables, " ") : text;
}

/** Whether the wire takes this as a name: see PROTOCOL.md, "Messages". */
export function isName(text: string): boolean {
  return text.length > 0 && text.length <= limits.nameChars && isPlain(text);
}
