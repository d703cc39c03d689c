import { Failure } from "@club/shared/wire/failures.ts";
import type { Allowance } from "./allowance.ts";
import type { AudioTally } from "./audio-tally.ts";
import { concurrencyRetryMs, rateWindowMs } from "./limits.ts";
import { SlidingWindow } from "./sliding-window.ts";

/** What a meter is asked for. `atMs` is monotonic. */
export type Demand = {
  readonly allowance: Allowance;
  readonly seconds: number;
  readonly atMs: number;
  /** There when the allowance limits audio. */
  readonly tally: AudioTally | undefined;
};

/** How many requests are left in this minute, as `x-ratelimit-*` headers say. */
export type RequestsLeft = {
  readonly limit: number;
  readonly remaining: number;
  /** Until the whole limit is free again. */
  readonly resetMs: number;
};

/** What one key or one user has taken. Looking and taking are two steps without a wait between them. */
export class Meter {
  readonly #lastMinute: SlidingWindow = new SlidingWindow(rateWindowMs);
  #running = 0;

  /** Throws RATE_LIMITED or QUOTA_EXCEEDED when the demand does not fit; takes nothing. */
  check({ allowance, seconds, atMs, tally }: Demand): void {
    const { requestsPerMinute, concurrent } = allowance;
    if (requestsPerMinute !== undefined && this.#lastMinute.count(atMs) >= requestsPerMinute) {
      const message = `This is more than ${requestsPerMinute} requests in a minute.`;
      const retryAfterMs = this.#lastMinute.msUntilFewer(atMs);
      throw new Failure("RATE_LIMITED", message, { retryAfterMs });
    }
    if (concurrent !== undefined && this.#running >= concurrent) {
      const message = `No more than ${concurrent} requests may run at once.`;
      throw new Failure("RATE_LIMITED", message, { retryAfterMs: concurrencyRetryMs });
    }
    if (tally !== undefined) checkAudio(allowance, tally, seconds);
  }

  /** Takes what `check` allowed; returns what gives it back, with the seconds that were really spoken. */
  take({ seconds, atMs, tally }: Demand): (spokenSeconds: number) => void {
    this.#lastMinute.add(atMs);
    this.#running += 1;
    if (tally !== undefined) tally.reservedSeconds += seconds;
    return (spokenSeconds) => {
      this.#running -= 1;
      if (tally === undefined) return;
      tally.reservedSeconds -= seconds;
      tally.daySeconds += spokenSeconds;
      tally.monthSeconds += spokenSeconds;
    };
  }

  /** Undefined without a limit on requests. */
  requestsLeft({ requestsPerMinute: limit }: Allowance, atMs: number): RequestsLeft | undefined {
    if (limit === undefined) return undefined;
    const remaining = Math.max(0, limit - this.#lastMinute.count(atMs));
    return { limit, remaining, resetMs: this.#lastMinute.msUntilNone(atMs) };
  }
}

function checkAudio(allowance: Allowance, tally: AudioTally, seconds: number): void {
  const periods = [
    { limit: allowance.audioSecondsPerDay, used: tally.daySeconds, name: "day" },
    { limit: allowance.audioSecondsPerMonth, used: tally.monthSeconds, name: "month" },
  ];
  for (const { limit, used, name } of periods) {
    if (limit === undefined || used + tally.reservedSeconds + seconds <= limit) continue;
    const left = Math.max(0, limit - used - tally.reservedSeconds);
    throw new Failure(
      "QUOTA_EXCEEDED",
      `Of ${limit} seconds of audio a ${name} (UTC) ${left.toFixed(1)} are left, and this text takes about ${seconds.toFixed(1)}.`,
    );
  }
}
