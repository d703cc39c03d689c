import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { boundsFor, partsFor, type Segment, wholeText } from "../text/segments.ts";
import type { SpeechRequest } from "./speech-request.ts";
import { scriptFor } from "./voice-generation.ts";

/** In which pieces a request is spoken. */
export interface Plan {
  /** All of them, cut for the service that begins; the next is asked for when one has been spoken. */
  segments(service: ServiceDeclaration): AsyncIterable<Segment>;
  /** A segment as one service is given it: in parts where it takes less at once. */
  partsFor(segment: Segment, service: ServiceDeclaration): readonly Segment[];
}

/** A script is spoken in one piece, as each service reads it; any other text in sentences. */
export function planOf({ text, generation }: SpeechRequest): Plan {
  if (generation === undefined) {
    return { segments: (service) => wholeText(text, boundsFor(service)), partsFor };
  }
  return {
    segments: () => one({ text, joinsBefore: false, joinsAfter: false }),
    partsFor: (segment, service) => [{ ...segment, text: scriptFor(generation, service) }],
  };
}

async function* one(segment: Segment): AsyncGenerator<Segment> {
  yield segment;
}
