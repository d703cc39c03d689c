import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Accounts, CreatedKey } from "./accounts.ts";
import type { Caller } from "./caller.ts";
import type { Key } from "./key.ts";
import { maxOwnKeys } from "./limits.ts";
import type { Scope } from "./scope.ts";

export type NewOwnKey = {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresInDays?: number | undefined;
};

/**
 * What users do with their keys themselves. A key made here may do no more than the one it was made
 * with, and ends with it; the user's limits hold over all of them together.
 */
export class OwnKeys {
  readonly #accounts: Accounts;
  readonly #clock: Pick<Clock, "wallMs">;

  constructor(accounts: Accounts, clock: Pick<Clock, "wallMs">) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** All of the caller's keys, oldest first. */
  async list({ userName }: Caller): Promise<readonly Key[]> {
    return await this.#accounts.listKeys(userName);
  }

  /** Throws PERMISSION_DENIED, INVALID_REQUEST, and CONFLICT when there are too many. */
  async create(wanted: NewOwnKey, caller: Caller): Promise<CreatedKey> {
    requireScopes(caller, wanted.scopes);
    requireNoLimits(caller);
    const nowMs = this.#clock.wallMs();
    const valid = (await this.list(caller)).filter((key) => isValid(key, nowMs));
    if (valid.length >= maxOwnKeys) {
      throw new Failure("CONFLICT", `You have ${valid.length} keys. Revoke some first.`);
    }
    const { userName: user, keyId: parentId, routing, providers, modelAliases } = caller;
    const inherited = { user, parentId, routing, providers, modelAliases };
    return await this.#accounts.createKey({ ...wanted, ...inherited }, caller);
  }

  /** Throws NOT_FOUND, PERMISSION_DENIED, INVALID_REQUEST. */
  async rename(id: string, name: string, caller: Caller): Promise<Key> {
    await this.#require(id, caller);
    return await this.#accounts.changeKey(id, { name }, caller);
  }

  /** Throws NOT_FOUND, PERMISSION_DENIED. */
  async revoke(id: string, caller: Caller): Promise<Key> {
    await this.#require(id, caller);
    return await this.#accounts.revokeKey(id, caller);
  }

  /** A key of the caller's that may do no more than the one that asks. */
  async #require(id: string, caller: Caller): Promise<void> {
    const key = (await this.list(caller)).find((one) => one.id === id);
    if (key === undefined) throw new Failure("NOT_FOUND", `You have no key "${id}".`);
    requireScopes(caller, key.scopes);
  }
}

function requireScopes(caller: Caller, wanted: readonly Scope[]): void {
  const lacking = wanted.find((scope) => !caller.scopes.includes(scope));
  if (lacking === undefined) return;
  const message = `This key lacks the scope "${lacking}", so it can neither give nor take it.`;
  throw new Failure("PERMISSION_DENIED", message, { param: "scopes" });
}

/** The limits of a key would hold no longer if it could make itself another. */
function requireNoLimits({ keyAllowance }: Caller): void {
  if (Object.values(keyAllowance).every((limit) => limit === undefined)) return;
  const message =
    "This key has limits of its own, so it cannot make others. Ask this hub's operator for a key.";
  throw new Failure("PERMISSION_DENIED", message);
}

function isValid({ revokedMs, expiresMs }: Key, nowMs: number): boolean {
  return revokedMs === undefined && (expiresMs === undefined || expiresMs > nowMs);
}
