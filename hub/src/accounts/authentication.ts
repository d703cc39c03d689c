import type { Clock } from "../clock.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { AccountStore, KeyOfUser } from "./account-store.ts";
import type { Accounts } from "./accounts.ts";
import type { Caller } from "./caller.ts";
import { lastUsedEveryMs } from "./limits.ts";
import { hashOfSecret, looksLikeSecret } from "./secret.ts";

/** The part of the accounts that says who is calling. */
export function authentication(
  store: AccountStore,
  clock: Clock,
): Pick<Accounts, "authenticate" | "recheck"> {
  const touching = new Set<string>();

  const touch = (keyId: string, nowMs: number): void => {
    if (touching.has(keyId)) return;
    touching.add(keyId);
    // A hint for people: where it cannot be written, neither can the request itself, which says so.
    store
      .touchKey(keyId, nowMs)
      .catch(() => undefined)
      .finally(() => touching.delete(keyId));
  };

  const accept = (found: KeyOfUser | undefined): Caller => {
    const nowMs = clock.wallMs();
    const caller = callerOf(found, nowMs);
    const { lastUsedMs } = found?.key ?? {};
    if (lastUsedMs === undefined || nowMs - lastUsedMs >= lastUsedEveryMs)
      touch(caller.keyId, nowMs);
    return caller;
  };

  return {
    authenticate: async (secret) => {
      if (!looksLikeSecret(secret)) throw invalidKey("This API key is not one of this hub's.");
      return accept(await store.keyByHash(hashOfSecret(secret)));
    },
    recheck: async (keyId) => accept(await store.keyById(keyId)),
  };
}

function callerOf(found: KeyOfUser | undefined, nowMs: number): Caller {
  if (found === undefined) throw invalidKey("This API key is not one of this hub's.");
  const { key, user } = found;
  if (key.revokedMs !== undefined) throw invalidKey("This API key was revoked.");
  if (key.expiresMs !== undefined && key.expiresMs <= nowMs) {
    throw invalidKey("This API key has expired.");
  }
  if (user.disabledMs !== undefined) throw invalidKey("This API key's user is disabled.");
  return {
    userId: user.id,
    userName: user.name,
    keyId: key.id,
    keyName: key.name,
    scopes: key.scopes,
    routing: key.routing,
    providers: key.providers,
    modelAliases: key.modelAliases,
    keyAllowance: key.allowance,
    userAllowance: user.allowance,
    samplesToOthers: user.samplesToOthers,
  };
}

function invalidKey(message: string): Failure {
  return new Failure("INVALID_KEY", message);
}
