import { Failure } from "@club/shared/wire/failures.ts";
import type { onRequestAsyncHookHandler } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import { requireScope } from "../accounts/caller.ts";
import type { Scope } from "../accounts/scope.ts";

/** A hook that sets `request.caller` from the bearer key, and lets only keys with the scope pass. */
export function authenticate(accounts: Accounts, scope: Scope): onRequestAsyncHookHandler {
  return async (request) => {
    const [scheme, secret] = (request.headers.authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !secret) {
      const message = "Give your API key in the header: Authorization: Bearer club_…";
      throw new Failure("INVALID_KEY", message);
    }
    request.caller = await accounts.authenticate(secret);
    requireScope(request.caller, scope);
  };
}
