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
