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

/** What a request holds of one key's or user's allowance. */
export type Taken = {
  /** Whether the request may be given so much audio in all; takes more where it was estimated short. */
  mayHave(totalSeconds: number): boolean;
  /**
   * Counts what was spoken of a part in place of what was reserved for it; the rest stays reserved. False
   * where the audio is used up now.
   */
  spend(reservedSeconds: number, spokenSeconds: number): boolean;
  /** Gives the place back and counts what was spoken in place of what was reserved. */
  giveBack(spokenSeconds: number): void;
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

  /** Takes what `check` allowed. */
  take({ allowance, seconds, atMs, tally }: Demand): Taken {
    this.#lastMinute.add(atMs);
    this.#running += 1;
    let reservedSeconds = seconds;
    if (tally !== undefined) tally.reservedSeconds += seconds;
    return {
      mayHave: (totalSeconds) => {
        const moreSeconds = totalSeconds - reservedSeconds;
        if (tally === undefined || moreSeconds <= 0) return true;
        if (shortPeriod(allowance, tally, moreSeconds) !== undefined) return false;
        tally.reservedSeconds += moreSeconds;
        reservedSeconds = totalSeconds;
        return true;
      },
      spend: (partSeconds, spokenSeconds) => {
        if (tally === undefined) return true;
        const freedSeconds = Math.min(reservedSeconds, partSeconds);
        reservedSeconds -= freedSeconds;
        tally.reservedSeconds -= freedSeconds;
        tally.daySeconds += spokenSeconds;
        tally.monthSeconds += spokenSeconds;
        const { audioSecondsPerDay = Infinity, audioSecondsPerMonth = Infinity } = allowance;
        return tally.daySeconds < audioSecondsPerDay && tally.monthSeconds < audioSecondsPerMonth;
      },
      giveBack: (spokenSeconds) => {
        this.#running -= 1;
        if (tally === undefined) return;
        tally.reservedSeconds -= reservedSeconds;
        tally.daySeconds += spokenSeconds;
        tally.monthSeconds += spokenSeconds;
      },
    };
  }

  /** Undefined without a limit on requests. */
  requestsLeft({ requestsPerMinute: limit }: Allowance, atMs: number): RequestsLeft | undefined {
    if (limit === undefined) return undefined;
    const remaining = Math.max(0, limit - this.#lastMinute.count(atMs));
    return { limit, remaining, resetMs: this.#lastMinute.msUntilNone(atMs) };
  }
}

/** Seconds of audio that are left of an allowance. */
export function secondsLeft(allowance: Allowance, tally: AudioTally): number {
  const { audioSecondsPerDay = Infinity, audioSecondsPerMonth = Infinity } = allowance;
  const left = Math.min(
    audioSecondsPerDay - tally.daySeconds,
    audioSecondsPerMonth - tally.monthSeconds,
  );
  return Math.max(0, left - tally.reservedSeconds);
}

function checkAudio(allowance: Allowance, tally: AudioTally, seconds: number): void {
  const short = shortPeriod(allowance, tally, seconds);
  if (short === undefined) return;
  throw new Failure(
    "QUOTA_EXCEEDED",
    `Of ${short.limit} seconds of audio a ${short.name} (UTC) ${short.left.toFixed(1)} are left, and this text takes about ${seconds.toFixed(1)}.`,
  );
}

type ShortPeriod = { readonly limit: number; readonly left: number; readonly name: string };

/** The period in which so many seconds more are not left, if there is one. */
function shortPeriod(
  allowance: Allowance,
  tally: AudioTally,
  seconds: number,
): ShortPeriod | undefined {
  const periods = [
    { limit: allowance.audioSecondsPerDay, used: tally.daySeconds, name: "day" },
    { limit: allowance.audioSecondsPerMonth, used: tally.monthSeconds, name: "month" },
  ];
  for (const { limit, used, name } of periods) {
    if (limit === undefined || used + tally.reservedSeconds + seconds <= limit) continue;
    return { limit, left: Math.max(0, limit - used - tally.reservedSeconds), name };
  }
  return undefined;
}
