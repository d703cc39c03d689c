import type { Clock } from "../clock.ts";
import { characters } from "./characters.ts";
import { sentenceWaitMs, waitingUnits, wordsWaitMs } from "./limits.ts";
import type { Segment, SegmentBounds } from "./segment.ts";
import { TextCutter } from "./text-cutter.ts";
import { nextWithin } from "./next-within.ts";
import { hasWords } from "./words.ts";

/** Among the chunks of a text: what has come is to be spoken, whether its sentence has ended or not. */
export const flush: unique symbol = Symbol("flush");

export type ArrivingTextOptions = {
  readonly bounds: SegmentBounds;
  /** How long to wait for more behind a sentence, and within one. */
  readonly sentenceWaitMs?: number;
  readonly wordsWaitMs?: number;
  /** A flush has been reached: the first `segments` hold all that came before it. */
  readonly onFlush?: (segments: number) => void;
};

/**
 * The segments of a text that arrives bit by bit, each as soon as it is complete: when the next word
 * begins, at a flush, at the end, or when nothing more has come for a while. Joined, they are the
 * text. Chunks are pulled only while a segment is asked for, so that no more waits here than one.
 *
 * `joinsAfter` says that more may follow: it is false at a flush and at the end only. A segment
 * without words comes where white space or signs are left over; there is nothing to say in it.
 */
export async function* arrivingText(
  chunks: AsyncIterable<string | typeof flush>,
  options: ArrivingTextOptions,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Segment> {
  const source = chunks[Symbol.asyncIterator]();
  const text = new ArrivingText(options);
  try {
    for (let next = source.next(); ; ) {
      const chunk = await nextWithin(next, text.waitMs, clock, signal);
      if (chunk === "nothing") yield* text.settle();
      else if (chunk.done === true) break;
      else {
        yield* chunk.value === flush ? text.flush() : text.push(chunk.value);
        next = source.next();
      }
    }
    yield* text.end();
  } finally {
    // Where a chunk is still awaited, the source answers only once that has come.
    source.return?.().catch(() => undefined);
  }
}

class ArrivingText {
  readonly #options: ArrivingTextOptions;
  #cutter: TextCutter;
  #segments = 0;
  #joinsBefore = false;
  /** What a flush found without words: it goes with what follows. */
  #left = "";
  /** What has been waited for since the last chunk. */
  #waited: "nothing" | "sentence" | "words" = "nothing";

  constructor(options: ArrivingTextOptions) {
    this.#options = options;
    this.#cutter = new TextCutter(options.bounds);
  }

  /** How long to wait for the next chunk; undefined for as long as it takes. */
  get waitMs(): number | undefined {
    if (this.#cutter.waiting === 0 || this.#waited === "words") return undefined;
    const forSentence = this.#options.sentenceWaitMs ?? sentenceWaitMs;
    if (this.#waited === "nothing") return forSentence;
    return Math.max(0, (this.#options.wordsWaitMs ?? wordsWaitMs) - forSentence);
  }

  push(chunk: string): readonly Segment[] {
    this.#waited = "nothing";
    const pieces = this.#cutter.push(chunk);
    const isLong = this.#cutter.waiting > waitingUnits + this.#options.bounds.mostCharacters;
    return this.#segmentsOf(isLong ? [...pieces, ...this.#cutter.settle("words")] : pieces, true);
  }

  /** Nothing has come for as long as was to be waited. */
  settle(): readonly Segment[] {
    const what = this.#waited === "nothing" ? "sentence" : "words";
    this.#waited = what;
    return this.#segmentsOf(this.#cutter.settle(what), true);
  }

  flush(): readonly Segment[] {
    const segments = this.end();
    const last = segments.at(-1);
    this.#cutter = new TextCutter(this.#options.bounds);
    this.#joinsBefore = false;
    const isWordless = last !== undefined && !hasWords(last.text);
    if (isWordless) {
      this.#left = last.text;
      this.#segments -= 1;
    }
    this.#options.onFlush?.(this.#segments);
    return isWordless ? segments.slice(0, -1) : segments;
  }

  end(): readonly Segment[] {
    const pieces = this.#cutter.end();
    const left = this.#left;
    if (pieces.length > 0 || left === "") return this.#segmentsOf(pieces, false);
    this.#left = "";
    return this.#segmentsOf([left], false);
  }

  #segmentsOf(pieces: readonly string[], mayGoOn: boolean): readonly Segment[] {
    const texts = pieces.length === 0 ? [] : this.#withLeft(pieces);
    return texts.map((text, at) => {
      const joinsAfter = mayGoOn || at < texts.length - 1;
      const segment = { text, joinsBefore: this.#joinsBefore, joinsAfter };
      this.#joinsBefore = joinsAfter;
      this.#segments += 1;
      return segment;
    });
  }

  #withLeft(pieces: readonly string[]): readonly string[] {
    const left = this.#left;
    const [first = "", ...rest] = pieces;
    this.#left = "";
    if (left === "") return pieces;
    const fits = characters(left) + characters(first) <= this.#options.bounds.capCharacters;
    return fits ? [left + first, ...rest] : [left, ...pieces];
  }
}
