import type { Allowance, UserAllowance } from "./allowance.ts";
import type { Scope } from "./scope.ts";

/** Whose providers a key's requests go to: anyone's, its owner's before others', or its owner's alone. */
export const routings = ["any", "own-first", "own-only"] as const;

export type Routing = (typeof routings)[number];

/** Further names of models, and the model that each stands for. */
export type ModelAliases = Readonly<Record<string, string>>;

/** Who makes a request: a user, by one of their keys. */
export type Caller = {
  readonly userId: string;
  readonly userName: string;
  readonly keyId: string;
  readonly keyName: string;
  readonly scopes: readonly Scope[];
  readonly routing: Routing;
  /** The only providers that the key's requests go to; undefined: any. */
  readonly providers?: readonly string[] | undefined;
  /** What the key calls models, besides what all call them. */
  readonly modelAliases?: ModelAliases | undefined;
  readonly keyAllowance: Allowance;
  readonly userAllowance: UserAllowance;
  /** See `User.samplesToOthers`. */
  readonly samplesToOthers: boolean;
};
