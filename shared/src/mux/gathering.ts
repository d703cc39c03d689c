import { bytesPerFrame, type PcmFormat } from "../audio/pcm-format.ts";
import { limits } from "../wire/limits.ts";

/**
 * When the audio of a stream goes out. At once, as long as somebody may be waiting for it. But an engine
 * that is faster than speech gets ahead of its listener, to whom it no longer matters whether a small
 * piece comes now or with the next ones: then pieces are gathered, since a frame costs the hub, the
 * network and the disk more than its bytes do.
 */
export class Gathering {
  readonly #bytesPerMs: number;
  readonly #enoughBytes: number;
  #beganMs: number | undefined;
  #hold: { readonly untilMs: number; isOver: boolean } | undefined;

  constructor(format: PcmFormat) {
    this.#bytesPerMs = (format.rateHz * bytesPerFrame(format)) / 1_000;
    this.#enoughBytes = Math.min(limits.gatherMs * this.#bytesPerMs, limits.dataBytes);
  }

  /** Whether so many waiting bytes are to wait on. */
  isHolding(waitingBytes: number): boolean {
    return this.#hold !== undefined && !this.#hold.isOver && waitingBytes < this.#enoughBytes;
  }

  /** When a hold is over, infinite where there is none. */
  get timerMs(): number {
    return this.#hold === undefined || this.#hold.isOver
      ? Number.POSITIVE_INFINITY
      : this.#hold.untilMs;
  }

  /** At the stream's turn, with so much sent and so much waiting: whether that waits on. */
  hold(sentBytes: number, waitingBytes: number, nowMs: number): boolean {
    this.#beganMs ??= nowMs;
    const aheadMs = sentBytes / this.#bytesPerMs - (nowMs - this.#beganMs);
    const spareMs = Math.min(aheadMs - limits.gatherAheadMs, limits.gatherMs);
    const isOver = this.#hold?.isOver ?? false;
    if (isOver || spareMs <= 0 || waitingBytes >= this.#enoughBytes) {
      this.#hold = undefined;
      return false;
    }
    this.#hold ??= { untilMs: nowMs + spareMs, isOver: false };
    return true;
  }

  /** Time passed. Returns whether a hold is over, and the stream's turn is to come. */
  tick(nowMs: number): boolean {
    if (this.#hold === undefined || nowMs < this.#hold.untilMs) return false;
    this.#hold.isOver = true;
    return true;
  }
}
