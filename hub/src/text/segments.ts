import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { characters } from "./characters.ts";
import { groupCharacters } from "./limits.ts";
import { cutText } from "./split-text.ts";

/** A piece of a text that is spoken as one; joined, the segments of a text are the text. */
export type Segment = {
  readonly text: string;
  /** Whether its audio meets that of another segment before or after it. */
  readonly joinsBefore: boolean;
  readonly joinsAfter: boolean;
};

/** How long segments may be, in Unicode characters. */
export type SegmentBounds = {
  /** Sentences of the first segment together; 0 for the first sentence alone. */
  readonly firstCharacters: number;
  /** Sentences of any other segment together. */
  readonly mostCharacters: number;
  /** What no segment exceeds. */
  readonly capCharacters: number;
};

/** What a service takes of its text. */
export type TextTaker = Pick<ServiceDeclaration, "features" | "maxInputCharacters">;

/**
 * How a text is cut for a service. One that does not stream gets the first sentence alone, so that it
 * is soon heard; everyone gets a few sentences at a time, so that little is spoken again when a
 * provider dies.
 */
export function boundsFor(service: TextTaker): SegmentBounds {
  return {
    firstCharacters: service.features.includes("streaming") ? groupCharacters : 0,
    mostCharacters: groupCharacters,
    capCharacters: capOf(service),
  };
}

/** A text's segments, each found when it is asked for. */
export function* segmentsOf(text: string, bounds: SegmentBounds): Generator<Segment> {
  const pieces = cutText(text, bounds);
  for (const [at, piece] of pieces.entries()) {
    yield { text: piece, joinsBefore: at > 0, joinsAfter: at < pieces.length - 1 };
  }
}

/** The same for whoever takes a text that arrives bit by bit as well. */
export async function* wholeText(text: string, bounds: SegmentBounds): AsyncGenerator<Segment> {
  yield* segmentsOf(text, bounds);
}

/** A segment that was cut for another service, cut again only where this one takes less at once. */
export function partsFor(segment: Segment, service: TextTaker): readonly Segment[] {
  const capCharacters = capOf(service);
  if (characters(segment.text) <= capCharacters) return [segment];
  const bounds = { firstCharacters: capCharacters, mostCharacters: capCharacters, capCharacters };
  return [...segmentsOf(segment.text, bounds)].map((part) => ({
    text: part.text,
    joinsBefore: part.joinsBefore || segment.joinsBefore,
    joinsAfter: part.joinsAfter || segment.joinsAfter,
  }));
}

/** A frame takes `limits.textChars` UTF-16 units, of which a character may need two. */
const wireCharacters = limits.textChars / 2;

function capOf(service: TextTaker): number {
  return Math.min(service.maxInputCharacters ?? wireCharacters, wireCharacters);
}
