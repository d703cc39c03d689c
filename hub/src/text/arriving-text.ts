import type { Clock } from "../clock.ts";
import { ArrivingSegments, type ArrivingOptions } from "./arriving-segments.ts";
import type { Pause, Segment } from "./segment.ts";
import { nextWithin } from "./next-within.ts";

/** A marker among the chunks: speak everything so far, even if the sentence is incomplete. */
export const flush: unique symbol = Symbol("flush");

export type ArrivingTextOptions = ArrivingOptions;

/**
 * The segments of a text that arrives in chunks. A segment is complete when the next word begins, at a
 * flush, at the end, or when no chunk arrives for a while. Joined, the segments are the text. Chunks are
 * pulled only while a segment is asked for, so little more than one segment is held here.
 *
 * `joinsAfter` says that more may follow: it is false only at a flush and at the end. Leftover white
 * space or punctuation comes as a segment without words, in which there is nothing to say.
 */
export async function* arrivingText(
  chunks: AsyncIterable<string | Pause | typeof flush>,
  options: ArrivingTextOptions,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Segment> {
  const source = chunks[Symbol.asyncIterator]();
  const text = new ArrivingSegments(options);
  try {
    for (let next = source.next(); ; ) {
      const chunk = await nextWithin(next, text.waitMs, clock, signal);
      if (chunk === "nothing") yield* text.settle();
      else if (chunk.done === true) break;
      else {
        yield* segmentsAt(text, chunk.value);
        next = source.next();
      }
    }
    yield* text.end();
  } finally {
    // Not awaited: a generator that waits for its next chunk answers only after that.
    source.return?.().catch(() => undefined);
  }
}

function segmentsAt(
  text: ArrivingSegments,
  chunk: string | Pause | typeof flush,
): readonly Segment[] {
  if (chunk === flush) return text.flush();
  return typeof chunk === "string" ? text.push(chunk) : text.pause(chunk);
}
