import { Failure } from "@club/shared/wire/failures.ts";
import type { Allowance } from "./allowance.ts";
import type { Scope } from "./scope.ts";

/** Whose providers a key's requests go to: anyone's, its owner's before others', or its owner's alone. */
export const routings = ["any", "own-first", "own-only"] as const;

export type Routing = (typeof routings)[number];

/** Who makes a request: a user, by one of their keys. */
export type Caller = {
  readonly userId: string;
  readonly userName: string;
  readonly keyId: string;
  readonly keyName: string;
  readonly scopes: readonly Scope[];
  readonly routing: Routing;
  readonly keyAllowance: Allowance;
  readonly userAllowance: Allowance;
};

/** Throws PERMISSION_DENIED when the caller's key lacks the scope. */
export function requireScope(caller: Caller, scope: Scope): void {
  if (caller.scopes.includes(scope)) return;
  throw new Failure("PERMISSION_DENIED", `This API key lacks the scope "${scope}".`);
}
