import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { characters } from "./characters.ts";
import { groupCharacters, shortestPieceCharacters } from "./limits.ts";
import { sentences } from "./sentences.ts";

/**
 * The pieces in which a text is spoken by one service, which joined are the text again. For an engine
 * that does not stream, the first sentence alone, so that it is soon heard, and then a few at a time;
 * for one that caps its input, as much as it takes; else the whole.
 */
export function splitText(text: string, service: ServiceDeclaration): readonly string[] {
  const streams = service.features.includes("streaming");
  const cap = Math.min(service.maxInputCharacters ?? wireCharacters, wireCharacters);
  if (streams && characters(text) <= cap) return [text];
  const most = streams ? cap : Math.min(cap, groupCharacters);
  const first = streams ? most : 0;
  return pack(capped(sentences(text), cap), first, most);
}

/** The same for a piece of a text that has been split for another service: whole where it fits. */
export function splitPiece(piece: string, service: ServiceDeclaration): readonly string[] {
  const fits =
    characters(piece) <= Math.min(service.maxInputCharacters ?? wireCharacters, groupCharacters);
  return fits ? [piece] : splitText(piece, service);
}

/** A frame takes `limits.textChars` UTF-16 units, of which a character may need two. */
const wireCharacters = limits.textChars / 2;

/** The pieces of a text within bounds of characters. */
export function cutText(
  text: string,
  bounds: { firstCharacters: number; mostCharacters: number; capCharacters: number },
): readonly string[] {
  const most = Math.min(bounds.mostCharacters, bounds.capCharacters);
  const pieces = pack(
    capped(sentences(text), bounds.capCharacters),
    Math.min(bounds.firstCharacters, most),
    most,
  );
  return pieces.length > 0 ? pieces : [text];
}

/** Sentences put together up to `most` characters; the first piece only up to `first`. */
function pack(parts: readonly string[], first: number, most: number): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  let length = 0;
  for (const part of parts) {
    const partLength = characters(part);
    const bound = pieces.length === 0 ? first : most;
    const isFull = length + partLength > bound && length >= shortestPieceCharacters;
    if (isFull && part.trim() !== "") {
      pieces.push(piece);
      piece = "";
      length = 0;
    }
    piece += part;
    length += partLength;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

/** Sentences that are longer than the cap, broken where it is heard least. */
function capped(parts: readonly string[], cap: number): readonly string[] {
  return parts.flatMap((part) => (characters(part) <= cap ? [part] : breakUp(part, cap)));
}

function breakUp(text: string, cap: number): readonly string[] {
  const pieces: string[] = [];
  let rest = Array.from(text);
  while (rest.length > cap) {
    const head = rest.slice(0, cap).join("");
    const at =
      lastMatchEnd(head, /[,;:،、，；：—–]\s*/gu) ?? lastMatchEnd(head, /\s+/gu) ?? head.length;
    pieces.push(head.slice(0, at));
    rest = Array.from(head.slice(at) + rest.slice(cap).join(""));
  }
  return [...pieces, rest.join("")];
}

/** Where the last match ends, if that leaves a piece of some length. */
function lastMatchEnd(text: string, pattern: RegExp): number | undefined {
  const ends = [...text.matchAll(pattern)].map((match) => match.index + match[0].length);
  return ends.findLast((end) => end >= shortestPieceCharacters);
}
