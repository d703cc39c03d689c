import { Failure } from "@club/shared/wire/failures.ts";
import { limits as wire } from "@club/shared/wire/limits.ts";
import type { AllowanceChange, KeyChange, UserAllowanceChange, UserChange } from "./accounts.ts";
import type { Allowance, UserAllowance } from "./allowance.ts";
import type { ModelAliases } from "./caller.ts";
import type { Key } from "./key.ts";
import { maxAliasesOfKey, maxExpiryDays, maxProviderName, maxProvidersOfKey } from "./limits.ts";
import { keyName, userName } from "./names.ts";
import type { Scope } from "./scope.ts";
import { scopes } from "./scope.ts";
import type { User } from "./user.ts";

/** A key with a change made to it; throws INVALID_REQUEST. */
export function changedKey(key: Key, change: KeyChange, nowMs: number): Key {
  return {
    ...key,
    name: change.name === undefined ? key.name : keyName(change.name),
    scopes: change.scopes === undefined ? key.scopes : checkedScopes(change.scopes),
    routing: change.routing ?? key.routing,
    providers: change.providers === undefined ? key.providers : providersOfKey(change.providers),
    modelAliases:
      change.modelAliases === undefined ? key.modelAliases : aliasesOfKey(change.modelAliases),
    allowance: changedAllowance(key.allowance, change.allowance),
    expiresMs:
      change.expiresInDays === undefined
        ? key.expiresMs
        : expiryOf(change.expiresInDays ?? undefined, nowMs),
  };
}

/** A user with a change made to it; throws INVALID_REQUEST. */
export function changedUser(user: User, change: UserChange, nowMs: number): User {
  const disabledMs = change.disabled === true ? (user.disabledMs ?? nowMs) : undefined;
  return {
    ...user,
    name: change.name === undefined ? user.name : userName(change.name),
    disabledMs: change.disabled === undefined ? user.disabledMs : disabledMs,
    allowance: changedUserAllowance(user.allowance, change.allowance),
    samplesToOthers: change.samplesToOthers ?? user.samplesToOthers,
  };
}

/** The providers of a key; none: any. Throws INVALID_REQUEST. */
export function providersOfKey(
  names: readonly string[] | undefined,
): readonly string[] | undefined {
  if (names === undefined || names.length === 0) return undefined;
  if (names.length <= maxProvidersOfKey && names.every((name) => name.length <= maxProviderName)) {
    return [...new Set(names)];
  }
  const message = `A key names up to ${maxProvidersOfKey} providers, e.g. ann/home-rig.`;
  throw new Failure("INVALID_REQUEST", message, { param: "providers" });
}

/** What a key calls models; undefined: nothing of its own. Throws INVALID_REQUEST. */
export function aliasesOfKey(aliases: ModelAliases | undefined): ModelAliases | undefined {
  const pairs = Object.entries(aliases ?? {}).map((pair) => pair.map((name) => name.trim()));
  if (pairs.length === 0) return undefined;
  if (pairs.length <= maxAliasesOfKey && pairs.flat().every(isModelName)) {
    return Object.fromEntries(pairs) as ModelAliases;
  }
  const message = `A key has up to ${maxAliasesOfKey} aliases, each a name and the model that it stands for.`;
  throw new Failure("INVALID_REQUEST", message, { param: "model_aliases" });
}

function isModelName(name: string): boolean {
  return name !== "" && name.length <= wire.nameChars;
}

/** Scopes in one order, each once; throws INVALID_REQUEST when there is none. */
export function checkedScopes(wanted: readonly Scope[]): readonly Scope[] {
  if (wanted.length > 0) return scopes.filter((scope) => wanted.includes(scope));
  throw new Failure("INVALID_REQUEST", `A key needs a scope: ${scopes.join(", ")}.`, {
    param: "scopes",
  });
}

/** When a key that lasts so many days expires; undefined: never. Throws INVALID_REQUEST. */
export function expiryOf(days: number | undefined, nowMs: number): number | undefined {
  if (days === undefined) return undefined;
  if (days > 0 && days <= maxExpiryDays) return nowMs + Math.round(days * dayMs);
  throw new Failure("INVALID_REQUEST", `A key expires in up to ${maxExpiryDays} days.`, {
    param: "expires_in_days",
  });
}

/** An allowance with a change made to it; throws INVALID_REQUEST for what is not a positive number. */
export function changedAllowance(from: Allowance, change: AllowanceChange = {}): Allowance {
  const pick = (field: keyof Allowance): number | undefined => {
    const wanted = change[field];
    if (wanted === undefined) return from[field];
    return wanted === null ? undefined : checkedAmount(field, wanted);
  };
  return {
    requestsPerMinute: pick("requestsPerMinute"),
    concurrent: pick("concurrent"),
    audioSecondsPerDay: pick("audioSecondsPerDay"),
    audioSecondsPerMonth: pick("audioSecondsPerMonth"),
  };
}

/** A user's allowance with a change made to it; throws as above. */
export function changedUserAllowance(
  from: UserAllowance,
  { storedBytes, ...change }: UserAllowanceChange = {},
): UserAllowance {
  const changed = storedBytes === undefined ? from.storedBytes : (storedBytes ?? undefined);
  return {
    ...changedAllowance(from, change),
    storedBytes: changed === undefined ? undefined : checkedAmount("storedBytes", changed),
  };
}

const dayMs = 24 * 60 * 60 * 1000;

function checkedAmount(field: keyof UserAllowance, amount: number): number {
  const counted = field === "requestsPerMinute" || field === "concurrent";
  if (amount > 0 && Number.isFinite(amount) && (!counted || Number.isSafeInteger(amount))) {
    return amount;
  }
  throw new Failure("INVALID_REQUEST", "A limit is a number above 0; requests are whole.", {
    param: field,
  });
}
