import type { UserAllowance } from "./allowance.ts";

/** A person (or household, or bot) that holds keys. */
export type User = {
  readonly id: string;
  /** Unique, lower case. */
  readonly name: string;
  readonly createdMs: number;
  /** Since when none of the user's keys is accepted; undefined: they are. */
  readonly disabledMs: number | undefined;
  readonly allowance: UserAllowance;
  /** Whether the user lets voice samples go to other users' providers, not only when a request names one. */
  readonly samplesToOthers: boolean;
};
