import { abbreviations } from "./abbreviations.ts";

/**
 * A text's sentences, which joined are the text again. The breaks are Unicode's (UAX #29, as
 * Intl.Segmenter finds them), less those behind an abbreviation, an initial or a number, and those
 * inside a tag, an element (`<prosody>…</prosody>`) or brackets.
 */
export function sentences(text: string): readonly string[] {
  const markup = protectedRanges(text);
  const found: string[] = [];
  let start = 0;
  for (const { index, segment } of segmenter.segment(text)) {
    const end = index + segment.length;
    const isBreak = end === text.length || isRealEnd(text.slice(start, end), text.slice(end));
    if (!isBreak || markup.some(([from, to]) => from < end && end < to)) continue;
    found.push(text.slice(start, end));
    start = end;
  }
  if (start < text.length) found.push(text.slice(start));
  return found;
}

/** Sentence rules hardly differ by language; what does, the lists of abbreviations cover. */
const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

function isRealEnd(before: string, after: string): boolean {
  const spoken = before.trimEnd();
  if (spoken === "") return false;
  if (!spoken.endsWith(".")) return true;
  const word = spoken.slice(0, -1).match(/[\p{L}\p{N}.]+$/u)?.[0] ?? "";
  if (/^\p{L}$/u.test(word) || /^(?:\p{L}\.)+\p{L}$/u.test(word)) return false;
  if (abbreviations.has(word.toLowerCase())) return false;
  if (/^\p{N}{1,2}$/u.test(word)) return false; // an ordinal or a date: "am 3. März"
  return !(/^\p{N}+$/u.test(word) && /^[\p{Ll}\p{N}]/u.test(after.trimStart()));
}

type Range = readonly [from: number, to: number];

/** From each opening tag to its closing one, each lone tag, and each pair of square brackets. */
function protectedRanges(text: string): readonly Range[] {
  const ranges: Range[] = [];
  const open: { readonly name: string; readonly from: number }[] = [];
  for (const match of text.matchAll(markupPattern)) {
    const [whole, closing, name] = match;
    const end = match.index + whole.length;
    ranges.push([match.index, end]);
    if (name === undefined || whole.endsWith("/>")) continue;
    if (closing !== "/") {
      open.push({ name, from: match.index });
      continue;
    }
    const at = open.findLastIndex((one) => one.name === name);
    const opener = open[at];
    if (opener === undefined) continue;
    open.length = at;
    ranges.push([opener.from, end]);
  }
  return ranges;
}

/** A tag (`<name …>`, `</name>`, `<name/>`), or brackets and what stands in them. Linear in any text. */
const markupPattern = /<(\/?)([A-Za-z][\w:-]*)(?=[\s/>])[^<>]*>|\[\[[^\]]*\]\]|\[[^[\]]*\]/gu;
