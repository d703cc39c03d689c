import type { UsageStore } from "../store/usage-store.ts";
import { secondsOfFrames } from "../store/usage-store.ts";
import { ledgerLifeMs } from "./limits.ts";

/** Whose audio is counted. */
export type LedgerOwner = { readonly keyId: string } | { readonly userId: string };

/** Seconds given on one UTC day and in its month, and what is promised to requests that run. */
export type AudioLedger = {
  /** `2026-03-01` */
  readonly day: string;
  daySeconds: number;
  monthSeconds: number;
  reservedSeconds: number;
};

/**
 * One key's or user's ledgers. The sums come from the store once and are then kept here, so that a
 * decision needs no read between looking and taking.
 */
export class AudioLedgers {
  readonly #usage: Pick<UsageStore, "framesSince">;
  readonly #owner: LedgerOwner;
  #current:
    | { readonly ledger: Promise<AudioLedger>; readonly day: string; readonly readMs: number }
    | undefined;

  constructor(usage: Pick<UsageStore, "framesSince">, owner: LedgerOwner) {
    this.#usage = usage;
    this.#owner = owner;
  }

  /** The ledger of a day. `nowMs` is monotonic. */
  async of(day: string, nowMs: number): Promise<AudioLedger> {
    const known = this.#current;
    if (known?.day === day) {
      const ledger = await known.ledger;
      if (this.#current !== known) return this.of(day, nowMs);
      if (nowMs - known.readMs < ledgerLifeMs || ledger.reservedSeconds > 0) return ledger;
    }
    const read = { ledger: this.#read(day), day, readMs: nowMs };
    this.#current = read;
    try {
      return await read.ledger;
    } catch (error) {
      if (this.#current === read) this.#current = undefined;
      throw error;
    }
  }

  async #read(day: string): Promise<AudioLedger> {
    const since = async (from: string): Promise<number> =>
      secondsOfFrames(await this.#usage.framesSince(from, this.#owner));
    const [daySeconds, monthSeconds] = await Promise.all([
      since(day),
      since(`${day.slice(0, 7)}-01`),
    ]);
    return { day, daySeconds, monthSeconds, reservedSeconds: 0 };
  }
}
