import { asFailure } from "@club/shared/wire/failures.ts";
import type { Watchdog } from "./watchdog.ts";

export type SpeechTimeouts = { readonly firstByteMs: number; readonly idleMs: number };

/**
 * An engine's bytes with a bound on every wait for the next ones; while nobody pulls, no time counts.
 * Throws a Failure. Leaving it before its end ends the work. One timer serves all the waits of an
 * utterance: a chunk moves only the time at which it is due.
 */
export class WatchedBody implements AsyncIterableIterator<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #watch: Watchdog;
  readonly #idleMs: number;
  #waitMs: number;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  /** On the clock of `performance`: when the wait is over, and when the timer looks whether it is. */
  #dueMs = Number.POSITIVE_INFINITY;
  #lookMs = Number.POSITIVE_INFINITY;

  constructor(
    body: AsyncIterable<Uint8Array>,
    watch: Watchdog,
    { firstByteMs, idleMs }: SpeechTimeouts,
  ) {
    this.#chunks = body[Symbol.asyncIterator]();
    this.#watch = watch;
    this.#waitMs = firstByteMs;
    this.#idleMs = idleMs;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#begin();
    try {
      const next = await this.#chunks.next();
      this.#dueMs = Number.POSITIVE_INFINITY;
      this.#waitMs = this.#idleMs;
      if (next.done !== true) return next;
      this.#end();
      return { done: true, value: undefined };
    } catch (error) {
      this.#end();
      throw asFailure(this.#watch.blame(error));
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    // First the signal, which ends a wait under way; then the body may put away what it has open.
    if (!this.#isOver) this.#watch.stop();
    this.#end();
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }

  #begin(): void {
    const nowMs = performance.now();
    this.#dueMs = nowMs + this.#waitMs;
    if (this.#lookMs > this.#dueMs) this.#lookIn(this.#waitMs, nowMs);
  }

  #lookIn(waitMs: number, nowMs: number): void {
    clearTimeout(this.#timer);
    this.#lookMs = nowMs + waitMs;
    this.#timer = setTimeout(() => this.#look(), waitMs);
  }

  #look(): void {
    if (this.#isOver) return;
    this.#lookMs = Number.POSITIVE_INFINITY;
    if (this.#dueMs === Number.POSITIVE_INFINITY) return;
    const nowMs = performance.now();
    const leftMs = this.#dueMs - nowMs;
    if (leftMs > 0) this.#lookIn(leftMs, nowMs);
    else this.#watch.expire("The wait for the engine's audio", this.#waitMs);
  }

  #end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }
}
