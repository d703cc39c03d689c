import type { onRequestAsyncHookHandler } from "fastify";
import type { IncomingMessage } from "node:http";
import { type Authenticator, requireOneOf } from "../accounts/authenticator.ts";

/** A hook that sets `request.caller` from the key that `keyOf` finds; only consumers pass. */
export function authenticateBy(
  keyOf: (request: IncomingMessage) => string | undefined,
  { authenticator }: { readonly authenticator: Authenticator },
): onRequestAsyncHookHandler {
  return async (request) => {
    request.caller = await authenticator.withKey(keyOf(request.raw), request.ip);
    requireOneOf(request.caller, ["consumer"]);
  };
}
