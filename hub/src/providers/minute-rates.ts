/**
 * Counts events by name over fixed minutes: so many a minute, of so many names at most. By hand, since
 * looking and counting are two steps here, and a library would keep a timer for each name.
 */
export class MinuteRates {
  readonly #perMinute: number;
  readonly #maxNames: number;
  readonly #counts = new Map<string, { readonly startMs: number; count: number }>();

  constructor(perMinute: number, maxNames: number) {
    this.#perMinute = perMinute;
    this.#maxNames = maxNames;
  }

  /** How long until the next event of this name is within the rate; 0: it is now. */
  waitMs(name: string, nowMs: number): number {
    const minute = this.#counts.get(name);
    if (minute === undefined || minute.count < this.#perMinute) return 0;
    return Math.max(0, minute.startMs + minuteMs - nowMs);
  }

  count(name: string, nowMs: number): void {
    const minute = this.#counts.get(name);
    if (minute !== undefined && nowMs < minute.startMs + minuteMs) {
      minute.count += 1;
      return;
    }
    this.#counts.delete(name);
    this.#counts.set(name, { startMs: nowMs, count: 1 });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > this.#maxNames && oldest !== undefined) this.#counts.delete(oldest);
  }
}

const minuteMs = 60_000;
