import { Failure } from "@club/shared/wire/failures.ts";
import type { onRequestAsyncHookHandler } from "fastify";
import type { IncomingMessage } from "node:http";
import type { Accounts } from "../accounts/accounts.ts";
import { type Authenticator, requireOneOf } from "../accounts/authenticator.ts";
import type { BrowserSessions } from "../accounts/browser-sessions.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Scope } from "../accounts/scope.ts";
import { isFromDashboard, sessionToken } from "./session-cookie.ts";

export type AuthenticationOptions = {
  readonly accounts: Pick<Accounts, "recheck">;
  readonly authenticator: Authenticator;
  /** Browsers that are signed in; undefined: only keys count. */
  readonly sessions?: BrowserSessions | undefined;
};

/**
 * A hook that sets `request.caller` from the bearer key, or where there are `sessions` from the cookie
 * of a browser that is signed in, and lets only keys with one of the scopes pass.
 */
export function authenticate(
  scopes: readonly Scope[],
  { accounts, authenticator, sessions }: AuthenticationOptions,
): onRequestAsyncHookHandler {
  return async (request) => {
    const { raw, ip } = request;
    request.caller =
      (sessions && (await signedIn(raw, accounts, sessions))) ??
      (await authenticator.withHeader(raw.headers, ip));
    requireOneOf(request.caller, scopes);
  };
}

/** Who is signed in with the request's cookie; undefined where there is none, or a key instead. */
async function signedIn(
  request: IncomingMessage,
  accounts: Pick<Accounts, "recheck">,
  sessions: BrowserSessions,
): Promise<Caller | undefined> {
  const token = sessionToken(request);
  if (token === undefined || request.headers.authorization !== undefined) return undefined;
  if (!isFromDashboard(request)) {
    throw new Failure("PERMISSION_DENIED", "A page of another origin may not use your session.");
  }
  const keyId = await sessions.keyOf(token);
  if (keyId === undefined) throw new Failure("INVALID_KEY", "You are signed out. Sign in again.");
  return await accounts.recheck(keyId);
}
