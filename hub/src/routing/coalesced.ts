import type { Clock } from "../clock.ts";
import { lookShare, quickLookMs } from "./limits.ts";

/**
 * Runs something at once when it is called. Where that takes its time, calls that follow closely together
 * run once, a little later: so that it takes but a part of the time, however often it is called.
 */
export class Coalesced {
  readonly #clock: Clock;
  readonly #run: () => void;
  /** Until it may run again. */
  #rest: Disposable | undefined;
  #isCalled = false;

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  call(): void {
    this.#isCalled = true;
    if (this.#rest === undefined) this.#runNow();
  }

  close(): void {
    this.#rest?.[Symbol.dispose]();
    this.#rest = undefined;
  }

  #runNow(): void {
    this.#isCalled = false;
    const startMs = this.#clock.monotonicMs();
    this.#run();
    const tookMs = this.#clock.monotonicMs() - startMs;
    if (tookMs <= quickLookMs) return;
    this.#rest?.[Symbol.dispose]();
    this.#rest = this.#clock.after(tookMs / lookShare, () => {
      this.#rest = undefined;
      if (this.#isCalled) this.#runNow();
    });
  }
}
