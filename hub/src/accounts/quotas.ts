import type { Clock } from "../clock.ts";
import type { Allowance } from "./allowance.ts";
import type { AudioTally, AudioTotals, TallyOwner } from "./audio-tally.ts";
import { AudioTallies } from "./audio-tally.ts";
import type { Caller } from "./caller.ts";
import { charactersPerSecond } from "./limits.ts";
import type { Demand, RequestsLeft } from "./meter.ts";
import { Meter, secondsLeft } from "./meter.ts";
import { StorageAllowance, type StorageLease } from "./storage-allowance.ts";

/** A request that may run: it holds its place until it is settled. */
export type Admission = {
  /** The tighter of the key's and the user's limits on requests; undefined: there is none. */
  readonly requestsLeft: RequestsLeft | undefined;
  /** Whether it may be given so many seconds of audio in all, though fewer were estimated. */
  readonly mayHave: (totalSeconds: number) => boolean;
  /** See `Taken.spend`: for work that is settled part by part. */
  readonly spend: (reservedSeconds: number, spokenSeconds: number) => boolean;
  /** The user's storage, for this request's recording; undefined: it has no limit. */
  readonly storage: StorageLease | undefined;
  /**
   * Gives the place back and counts what was spoken instead of what was reserved. Call it once the
   * request's end is kept, whatever became of it; further calls do nothing.
   */
  settle(spokenSeconds: number): void;
};

/** How long a text will take to speak, roughly: what a request reserves. */
export function estimatedSeconds(characters: number): number {
  return characters / charactersPerSecond;
}

/**
 * Keeps keys and users within their allowances, exactly also under concurrency: a request reserves
 * its place and its estimated audio, and settles with what was spoken. One for each hub process.
 */
export class Quotas {
  readonly #totals: AudioTotals;
  readonly #clock: Pick<Clock, "wallMs" | "monotonicMs">;
  /** One small account for each key and user with a limit that was seen since the start. */
  readonly #accounts = new Map<string, Account>();

  constructor(totals: AudioTotals, clock: Pick<Clock, "wallMs" | "monotonicMs">) {
    this.#totals = totals;
    this.#clock = clock;
  }

  /** Throws RATE_LIMITED or QUOTA_EXCEEDED; then nothing is taken. */
  async admit(caller: Caller, seconds: number): Promise<Admission> {
    const holders = [
      this.#holder({ keyId: caller.keyId }, caller.keyId, caller.keyAllowance),
      this.#holder({ userId: caller.userId }, caller.userId, caller.userAllowance),
    ].filter((holder) => isLimited(holder.allowance));
    if (holders.length === 0) return unlimited;
    const storage = await this.#storage(caller);
    const tallies = await Promise.all(holders.map((holder) => this.#tally(holder)));
    // From here on nothing waits, so that what is looked at is also taken.
    const atMs = this.#clock.monotonicMs();
    const demands = holders.map(({ account, allowance }, at) => ({
      meter: account.meter,
      demand: { allowance, seconds, atMs, tally: tallies[at] },
    }));
    for (const { meter, demand } of demands) meter.check(demand);
    return admission(demands, atMs, storage?.begin());
  }

  /** Seconds of audio that a caller may still be given, by the tighter of its limits; Infinity without one. */
  async audioSecondsLeft(caller: Caller): Promise<number> {
    const holders = [
      this.#holder({ keyId: caller.keyId }, caller.keyId, caller.keyAllowance),
      this.#holder({ userId: caller.userId }, caller.userId, caller.userAllowance),
    ];
    const left = await Promise.all(
      holders.map(async (holder) => {
        const tally = await this.#tally(holder);
        return tally === undefined ? Infinity : secondsLeft(holder.allowance, tally);
      }),
    );
    return Math.min(...left);
  }

  /** The user's storage as it is now. Throws QUOTA_EXCEEDED when it is full. */
  async #storage({ userId, userAllowance }: Caller): Promise<StorageAllowance | undefined> {
    const { storedBytes } = userAllowance;
    if (storedBytes === undefined) return undefined;
    const { storage } = this.#holder({ userId }, userId, userAllowance).account;
    if (storage.isStale(this.#clock.monotonicMs())) {
      const keptBytes = await this.#totals.keptBytes(userId);
      storage.refresh(keptBytes, storedBytes, this.#clock.monotonicMs());
    }
    return storage;
  }

  async #tally({ account, allowance }: Holder): Promise<AudioTally | undefined> {
    if (!limitsAudio(allowance)) return undefined;
    const day = new Date(this.#clock.wallMs()).toISOString().slice(0, 10);
    return account.tallies.of(day, this.#clock.monotonicMs());
  }

  #holder(owner: TallyOwner, id: string, allowance: Allowance): Holder {
    let account = this.#accounts.get(id);
    if (account === undefined) {
      account = {
        meter: new Meter(),
        tallies: new AudioTallies(this.#totals, owner),
        storage: new StorageAllowance(),
      };
      if (isLimited(allowance)) this.#accounts.set(id, account);
    }
    return { account, allowance };
  }
}

type Account = {
  readonly meter: Meter;
  readonly tallies: AudioTallies;
  readonly storage: StorageAllowance;
};
type Holder = { readonly account: Account; readonly allowance: Allowance };

const unlimited: Admission = {
  requestsLeft: undefined,
  mayHave: () => true,
  spend: () => true,
  storage: undefined,
  settle: () => undefined,
};

function admission(
  demands: readonly { readonly meter: Meter; readonly demand: Demand }[],
  atMs: number,
  storage: StorageLease | undefined,
): Admission {
  let taken = demands.map(({ meter, demand }) => meter.take(demand));
  const left = demands
    .map(({ meter, demand }) => meter.requestsLeft(demand.allowance, atMs))
    .filter((requests) => requests !== undefined)
    .sort((a, b) => a.remaining - b.remaining);
  return {
    requestsLeft: left[0],
    mayHave: (totalSeconds) => taken.every((one) => one.mayHave(totalSeconds)),
    // Each of them counts, also behind one that is used up.
    spend: (...seconds) => taken.map((one) => one.spend(...seconds)).every((hasMore) => hasMore),
    storage,
    settle(spokenSeconds) {
      for (const one of taken) one.giveBack(spokenSeconds);
      taken = [];
      storage?.settle();
    },
  };
}

function isLimited(allowance: Allowance): boolean {
  return Object.values(allowance).some((limit) => limit !== undefined);
}

function limitsAudio({ audioSecondsPerDay, audioSecondsPerMonth }: Allowance): boolean {
  return audioSecondsPerDay !== undefined || audioSecondsPerMonth !== undefined;
}
