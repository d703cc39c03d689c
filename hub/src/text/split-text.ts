import { boundsFor, partsFor, segmentsOf, type TextTaker } from "./segments.ts";

/** The pieces in which a text is spoken by one service, which joined are the text again. */
export function splitText(text: string, service: TextTaker): readonly string[] {
  return Array.from(segmentsOf(text, boundsFor(service)), (segment) => segment.text);
}

/** The same for a piece of a text that has been split for another service: whole where it fits. */
export function splitPiece(piece: string, service: TextTaker): readonly string[] {
  const segment = { text: piece, joinsBefore: false, joinsAfter: false };
  return partsFor(segment, service).map((part) => part.text);
}
