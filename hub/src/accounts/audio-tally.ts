import { type RateFrames, secondsOfFrames } from "./audio-seconds.ts";
import { tallyLifeMs } from "./limits.ts";

/** Whose audio is counted. */
export type TallyOwner = { readonly keyId: string } | { readonly userId: string };

/** Where it is known what was given before. */
export interface AudioTotals {
  /**
   * What a key or a user was given on the days (`2026-03-01`) from the first to the last. Bounded on both
   * sides, so that days of a clock that was ahead do not count as today's.
   */
  framesBetween(firstDay: string, lastDay: string, of: TallyOwner): Promise<readonly RateFrames[]>;
  /** Bytes of audio that a user keeps. */
  keptBytes(userId: string): Promise<number>;
}

/** Seconds given on one UTC day and in its month, and what is promised to requests that run. */
export type AudioTally = {
  /** `2026-03-01` */
  readonly day: string;
  daySeconds: number;
  monthSeconds: number;
  reservedSeconds: number;
};

/**
 * One key's or user's tallies. The sums come from the store once and are then kept here, so that a
 * decision needs no read between looking and taking.
 */
export class AudioTallies {
  readonly #totals: AudioTotals;
  readonly #owner: TallyOwner;
  #current:
    | { readonly tally: Promise<AudioTally>; readonly day: string; readonly readMs: number }
    | undefined;

  constructor(totals: AudioTotals, owner: TallyOwner) {
    this.#totals = totals;
    this.#owner = owner;
  }

  /** The tally of a day. `nowMs` is monotonic. */
  async of(day: string, nowMs: number): Promise<AudioTally> {
    const known = this.#current;
    if (known?.day === day) {
      const tally = await known.tally;
      if (this.#current !== known) return this.of(day, nowMs);
      if (nowMs - known.readMs < tallyLifeMs || tally.reservedSeconds > 0) return tally;
    }
    const read = { tally: this.#read(day), day, readMs: nowMs };
    this.#current = read;
    try {
      return await read.tally;
    } catch (error) {
      if (this.#current === read) this.#current = undefined;
      throw error;
    }
  }

  async #read(day: string): Promise<AudioTally> {
    const since = async (from: string): Promise<number> =>
      secondsOfFrames(await this.#totals.framesBetween(from, day, this.#owner));
    const [daySeconds, monthSeconds] = await Promise.all([
      since(day),
      since(`${day.slice(0, 7)}-01`),
    ]);
    return { day, daySeconds, monthSeconds, reservedSeconds: 0 };
  }
}
