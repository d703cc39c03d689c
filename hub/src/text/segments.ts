import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { ArrivingSegments } from "./arriving-segments.ts";
import { characters } from "./characters.ts";
import type { Effort } from "./effort.ts";
import { groupCharacters, readUnits, streamedGroupCharacters } from "./limits.ts";
import type { Pause, Segment, SegmentBounds } from "./segment.ts";
import { TextCutter } from "./text-cutter.ts";

export type { Pause, Segment, SegmentBounds };

/** What a service says about the texts that it takes. */
export type TextTaker = Pick<ServiceDeclaration, "features" | "maxInputCharacters">;

/**
 * How a text is cut for a service. All services get a few sentences at a time, so that little has to be
 * spoken again if a provider dies. One that does not stream gets the first sentence alone, so that it is
 * heard soon.
 */
export function boundsFor(service: TextTaker): SegmentBounds {
  const streams = service.features.includes("streaming");
  return {
    firstCharacters: streams ? streamedGroupCharacters : 0,
    mostCharacters: streams ? streamedGroupCharacters : groupCharacters,
    capCharacters: capOf(service),
  };
}

/** How an arriving text is cut for a service: each sentence alone, as soon as it is complete. */
export function arrivingBoundsFor(service: TextTaker): SegmentBounds {
  return { firstCharacters: 0, mostCharacters: 0, capCharacters: capOf(service) };
}

/** The segments of a text, found lazily; at least one. */
export function* segmentsOf(
  text: string,
  bounds: SegmentBounds,
  effort?: Effort,
): Generator<Segment> {
  let held: string | undefined;
  let isFirst = true;
  for (const piece of piecesOf(text, bounds, effort)) {
    if (held !== undefined) {
      yield { text: held, joinsBefore: !isFirst, joinsAfter: true };
      isFirst = false;
    }
    held = piece;
  }
  yield { text: held ?? text, joinsBefore: !isFirst, joinsAfter: false };
}

/** The segments of a text with pauses. */
export function* segmentsOfParts(
  parts: Iterable<string | Pause>,
  bounds: SegmentBounds,
): Generator<Segment> {
  const segments = new ArrivingSegments({ bounds });
  for (const part of parts) {
    if (typeof part !== "string") yield* segments.pause(part);
    else for (const text of read(part)) yield* segments.push(text);
  }
  yield* segments.end();
}

/** The segments of a whole text in the form in which those of an arriving text come. */
export async function* wholeText(text: string, bounds: SegmentBounds): AsyncGenerator<Segment> {
  yield* segmentsOf(text, bounds);
}

/** Cuts a segment that was made for another service again if this one takes less at a time. */
export function partsFor(segment: Segment, service: TextTaker): readonly Segment[] {
  const capCharacters = capOf(service);
  if (characters(segment.text) <= capCharacters) return [segment];
  const bounds = { firstCharacters: capCharacters, mostCharacters: capCharacters, capCharacters };
  return Array.from(segmentsOf(segment.text, bounds), (part) => ({
    ...(part.joinsBefore ? {} : segment),
    text: part.text,
    joinsBefore: part.joinsBefore || segment.joinsBefore,
    joinsAfter: part.joinsAfter || segment.joinsAfter,
  }));
}

/** A frame holds `limits.textChars` UTF-16 units, and a character may need two. */
const wireCharacters = limits.textChars / 2;

function capOf(service: TextTaker): number {
  return Math.min(service.maxInputCharacters ?? wireCharacters, wireCharacters);
}

function* piecesOf(text: string, bounds: SegmentBounds, effort?: Effort): Generator<string> {
  if (isOnePiece(text, bounds)) {
    yield text;
    return;
  }
  const cutter = new TextCutter(bounds, effort);
  for (const part of read(text)) yield* cutter.push(part);
  yield* cutter.end();
}

/** Told by its length alone, where every character counts once and none ends a line: most texts are short. */
function isOnePiece(text: string, { firstCharacters, capCharacters }: SegmentBounds): boolean {
  return text.length <= Math.min(firstCharacters, capCharacters) && oneLine.test(text);
}

/** ASCII that is printed. */
const oneLine = /^[ -~]+$/;

function* read(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += readUnits) yield text.slice(at, at + readUnits);
}
