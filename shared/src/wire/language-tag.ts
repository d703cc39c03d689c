import { limits } from "./limits.ts";

/** The shape of BCP 47 (RFC 5646, 2.1, without its registry): `en`, `en-US`, `zh-Hant-TW`, `x-klingon`. */
export const languageTag: RegExp = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

export function isLanguageTag(text: string): boolean {
  return text.length <= limits.languageChars && languageTag.test(text);
}
