/** How much a key or a user may ask for; an absent number is no limit. */
export type Allowance = {
  /** Requests accepted within any 60 seconds. */
  readonly requestsPerMinute?: number | undefined;
  /** Requests that run at once. */
  readonly concurrent?: number | undefined;
  /** Seconds of generated audio in one UTC day. */
  readonly audioSecondsPerDay?: number | undefined;
  /** Seconds of generated audio in one UTC calendar month. */
  readonly audioSecondsPerMonth?: number | undefined;
};

/** A user's: over all keys, and for what is kept. */
export type UserAllowance = Allowance & {
  /** Bytes of audio kept in the history. */
  readonly storedBytes?: number | undefined;
};

/** What a user may do who was made without limits: no person meets them in normal use. */
export const usualAllowance: UserAllowance = {
  concurrent: 256,
  audioSecondsPerDay: 24 * 60 * 60,
  storedBytes: 20_000_000_000,
};
