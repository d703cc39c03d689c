import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { IncomingMessage } from "node:http";
import type { Accounts } from "./accounts.ts";
import type { Caller } from "./caller.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import type { Scope } from "./scope.ts";

/** Who makes a request from an address. Throws INVALID_KEY, and RATE_LIMITED after too many of those. */
export async function callerOf(
  { headers }: IncomingMessage,
  address: string,
  accounts: Accounts,
  throttle: LoginThrottle,
): Promise<Caller> {
  const [scheme, secret] = (headers.authorization ?? "").split(" ");
  const isBearer = scheme?.toLowerCase() === "bearer";
  return await callerWith(isBearer ? secret : undefined, address, accounts, throttle);
}

/** Whose key an address gives. Throws as above. */
export async function callerWith(
  secret: string | undefined,
  address: string,
  accounts: Accounts,
  throttle: LoginThrottle,
): Promise<Caller> {
  throttle.check(address, performance.now());
  if (!secret) {
    const message = "Give your API key in the header: Authorization: Bearer club_…";
    throw new Failure("INVALID_KEY", message);
  }
  try {
    const caller = await accounts.authenticate(secret);
    throttle.succeeded(address);
    return caller;
  } catch (thrown) {
    const failure = asFailure(thrown);
    if (failure.code === "INVALID_KEY") throttle.failed(address, performance.now());
    throw failure;
  }
}

/** Throws PERMISSION_DENIED when the caller's key has none of the scopes. */
export function requireOneOf(caller: Caller, scopes: readonly Scope[]): void {
  if (scopes.some((scope) => caller.scopes.includes(scope))) return;
  const wanted = scopes.map((scope) => `"${scope}"`).join(" or ");
  throw new Failure("PERMISSION_DENIED", `This API key lacks the scope ${wanted}.`);
}
