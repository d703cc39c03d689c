import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { IncomingMessage } from "node:http";
import type { onRequestAsyncHookHandler } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import type { BrowserSessions } from "../accounts/browser-sessions.ts";
import type { Caller } from "../accounts/caller.ts";
import type { LoginThrottle } from "../accounts/login-throttle.ts";
import type { Scope } from "../accounts/scope.ts";
import { isFromDashboard, sessionToken } from "./session-cookie.ts";

/**
 * A hook that sets `request.caller` from the bearer key, or where there are `sessions` from the cookie
 * of a browser that is signed in, and lets only keys with one of the scopes pass.
 */
export function authenticate(
  accounts: Accounts,
  scopes: readonly Scope[],
  throttle: LoginThrottle,
  sessions?: BrowserSessions,
): onRequestAsyncHookHandler {
  return async (request) => {
    const { raw, ip } = request;
    request.caller =
      (sessions && (await signedIn(raw, accounts, sessions))) ??
      (await callerOf(raw, ip, accounts, throttle));
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

/** Who is signed in with the request's cookie; undefined where there is none, or a key instead. */
async function signedIn(
  request: IncomingMessage,
  accounts: Accounts,
  sessions: BrowserSessions,
): Promise<Caller | undefined> {
  const token = sessionToken(request.headers);
  if (token === undefined || request.headers.authorization !== undefined) return undefined;
  if (!isFromDashboard(request)) {
    throw new Failure("PERMISSION_DENIED", "A page of another origin may not use your session.");
  }
  const keyId = sessions.keyOf(token);
  if (keyId === undefined) throw new Failure("INVALID_KEY", "You are signed out. Sign in again.");
  return await accounts.recheck(keyId);
}
