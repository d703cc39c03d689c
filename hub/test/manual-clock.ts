import type { Clock } from "../src/clock.ts";

type Timer = { readonly atMs: number; readonly callback: () => void };

/** A clock that stands still until a test moves it on. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #jumpedMs = 0;
  readonly #timers = new Set<Timer>();
  readonly #startMs: number;

  /** `startMs`: the wall clock at the beginning. */
  constructor(startMs: number = Date.UTC(2026, 0, 1)) {
    this.#startMs = startMs;
  }

  /** Timers that have not run. */
  get pending(): number {
    return this.#timers.size;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#startMs + this.#nowMs + this.#jumpedMs;
  }

  after(ms: number, callback: () => void): Disposable {
    const timer = { atMs: this.#nowMs + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  /** Sets the wall clock forward or back; monotonic time goes on as before. */
  jump(ms: number): void {
    this.#jumpedMs += ms;
  }

  /** Lets `ms` pass without running anything: as if the process had been held up. */
  pass(ms: number): void {
    this.#nowMs += ms;
  }

  /**
   * Lets `ms` pass: runs what falls due, in its order. After each timer, promises and I/O that it
   * set going have a turn.
   */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await turn();
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#timers.delete(next);
      this.#nowMs = next.atMs;
      next.callback();
      await turn();
    }
    this.#nowMs = untilMs;
    await turn();
  }

  #next(untilMs: number): Timer | undefined {
    const due = [...this.#timers].filter(({ atMs }) => atMs <= untilMs);
    return due.sort((a, b) => a.atMs - b.atMs)[0];
  }
}

/** Everything that can go on without time passing has gone on. */
async function turn(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
}
