import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { IncomingMessage } from "node:http";
import type { onRequestAsyncHookHandler } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import type { Caller } from "../accounts/caller.ts";
import type { LoginThrottle } from "../accounts/login-throttle.ts";
import type { Scope } from "../accounts/scope.ts";

/**
 * A hook that sets `request.caller` from the bearer key, and lets only keys with one of the scopes
 * pass.
 */
export function authenticate(
  accounts: Accounts,
  scopes: readonly Scope[],
  throttle: LoginThrottle,
): onRequestAsyncHookHandler {
  return async (request) => {
    request.caller = await callerOf(request.raw, request.ip, accounts, throttle);
    requireOneOf(request.caller, scopes);
  };
}

/** Who makes a request from an address. Throws INVALID_KEY, and RATE_LIMITED after too many of those. */
export async function callerOf(
  { headers }: IncomingMessage,
  address: string,
  accounts: Accounts,
  throttle: LoginThrottle,
): Promise<Caller> {
  throttle.check(address, performance.now());
  const [scheme, secret] = (headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !secret) {
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
