import { characters } from "./characters.ts";
import { maxPauseMs, sentenceWaitMs, waitingUnits, wordsWaitMs } from "./limits.ts";
import type { Pause, Segment, SegmentBounds } from "./segment.ts";
import { TextCutter } from "./text-cutter.ts";
import { hasWords } from "./words.ts";

export type ArrivingOptions = {
  readonly bounds: SegmentBounds;
  /** How long to wait for more text after a sentence, and within one. */
  readonly sentenceWaitMs?: number;
  readonly wordsWaitMs?: number;
  /** Called at each flush. The first `segments` segments hold all the text before it. */
  readonly onFlush?: (segments: number) => void;
};

/** Makes segments of a text as it arrives. It has no timer: it says how long to wait, and its user waits. */
export class ArrivingSegments {
  readonly #options: ArrivingOptions;
  #cutter: TextCutter;
  #segments = 0;
  #joinsBefore = false;
  /** Before the next segment. */
  #pauseMs = 0;
  /** Text without words that was left at a flush. It is joined to what follows. */
  #left = "";
  /** How far the wait since the last chunk has gone. */
  #waited: "nothing" | "sentence" | "words" = "nothing";

  constructor(options: ArrivingOptions) {
    this.#options = options;
    this.#cutter = new TextCutter(options.bounds);
  }

  /** How long to wait for the next chunk; undefined means without a bound. */
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

  /** Called when `waitMs` has passed without a chunk. */
  settle(): readonly Segment[] {
    const what = this.#waited === "nothing" ? "sentence" : "words";
    this.#waited = what;
    return this.#segmentsOf(this.#cutter.settle(what), true);
  }

  /** Ends the text before it. Consecutive pauses add up to one of bounded length. */
  pause({ pauseMs }: Pause): readonly Segment[] {
    const segments = this.#restart();
    this.#pauseMs = Math.min(maxPauseMs, this.#pauseMs + pauseMs);
    return segments;
  }

  /** Everything so far is to be spoken. */
  flush(): readonly Segment[] {
    const segments = [...this.#restart(), ...this.#silence()];
    this.#options.onFlush?.(this.#segments);
    return segments;
  }

  end(): readonly Segment[] {
    const pieces = this.#cutter.end();
    const left = this.#left;
    if (pieces.length > 0 || left === "") {
      return [...this.#segmentsOf(pieces, false), ...this.#silence()];
    }
    this.#left = "";
    return this.#segmentsOf([left], false);
  }

  /** Ends the text here and begins another. */
  #restart(): readonly Segment[] {
    const pieces = this.#withLeft(this.#cutter.end());
    this.#cutter = new TextCutter(this.#options.bounds);
    const last = pieces.at(-1) ?? "";
    const isWordless = !hasWords(last);
    const segments = this.#segmentsOf(isWordless ? pieces.slice(0, -1) : pieces, false);
    this.#left = isWordless ? last : "";
    this.#joinsBefore = false;
    return segments;
  }

  /** A pause at the end. */
  #silence(): readonly Segment[] {
    return this.#pauseMs > 0 ? this.#segmentsOf([""], false) : [];
  }

  #segmentsOf(pieces: readonly string[], mayGoOn: boolean): readonly Segment[] {
    const texts = pieces.length === 0 ? [] : this.#withLeft(pieces);
    return texts.map((text, at) => {
      const joinsAfter = mayGoOn || at < texts.length - 1;
      const pauseBeforeMs = this.#pauseMs;
      const segment = { text, joinsBefore: this.#joinsBefore, joinsAfter };
      this.#joinsBefore = joinsAfter;
      this.#segments += 1;
      this.#pauseMs = 0;
      return pauseBeforeMs === 0 ? segment : { ...segment, pauseBeforeMs };
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
