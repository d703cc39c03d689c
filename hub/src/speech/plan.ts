import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { boundsFor, partsFor, type Segment, wholeText } from "../text/segments.ts";
import type { SpeechRequest } from "./speech-request.ts";
import { scriptFor } from "./voice-generation.ts";

/** In which pieces a request is spoken. */
export interface Plan {
  /**
   * All of them; the next is asked for when one has been spoken. `begin` waits for a slot and tells whose
   * it is: a text that is all there is cut for that service, and one that arrives needs no slot yet. The
   * wait for the rest of such a text ends with the signal.
   */
  segments(
    begin: () => Promise<ServiceDeclaration>,
    signal: AbortSignal,
  ): Promise<AsyncIterator<Segment>>;
  /** A segment as one service is given it: in parts where it takes less at once. */
  partsFor(segment: Segment, service: ServiceDeclaration): readonly Segment[];
}

/** A script is spoken in one piece, as each service reads it; any other text in sentences. */
export function planOf({ text, generation, arriving }: SpeechRequest): Plan {
  if (arriving !== undefined) {
    return { segments: async (_, signal) => arriving.segments(signal), partsFor };
  }
  if (generation === undefined) {
    return { segments: async (begin) => wholeText(text, boundsFor(await begin())), partsFor };
  }
  return {
    segments: async () => one({ text, joinsBefore: false, joinsAfter: false }),
    partsFor: (segment, service) => [{ ...segment, text: scriptFor(generation, service) }],
  };
}

async function* one(segment: Segment): AsyncGenerator<Segment> {
  yield segment;
}
