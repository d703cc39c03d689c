import type { Clock } from "../clock.ts";
import { ArrivingSegments, type ArrivingOptions } from "./arriving-segments.ts";
import type { Pause, Segment } from "./segment.ts";
import { nextWithin } from "./next-within.ts";

/** Among the chunks of a text: what has come is to be spoken, whether its sentence has ended or not. */
export const flush: unique symbol = Symbol("flush");

export type ArrivingTextOptions = ArrivingOptions;

/**
 * The segments of a text that arrives bit by bit, each as soon as it is complete: when the next word
 * begins, at a flush, at the end, or when nothing more has come for a while. Joined, they are the
 * text. Chunks are pulled only while a segment is asked for, so that no more waits here than one.
 *
 * `joinsAfter` says that more may follow: it is false at a flush and at the end only. A segment
 * without words comes where white space or signs are left over; there is nothing to say in it.
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
    // Where a chunk is still awaited, the source answers only once that has come.
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
