import type { Allowance } from "../../accounts/allowance.ts";
import type { Routing } from "../../accounts/caller.ts";
import type { Key } from "../../accounts/key.ts";
import type { Scope } from "../../accounts/scope.ts";
import type { User } from "../../accounts/user.ts";
import type { AllowanceColumns, KeyRow, UserRow } from "./tables.ts";

/** Users and keys ⇄ their rows. */
export function userOf(row: UserRow): User {
  return {
    id: row.id,
    name: row.name,
    createdMs: row.created_ms,
    disabledMs: row.disabled_ms ?? undefined,
    samplesToOthers: row.samples_to_others === 1,
    allowance: { ...allowanceOf(row), storedBytes: row.stored_bytes ?? undefined },
  };
}

export function rowOfUser(user: User): UserRow {
  return {
    id: user.id,
    name: user.name,
    created_ms: user.createdMs,
    disabled_ms: user.disabledMs ?? null,
    samples_to_others: user.samplesToOthers ? 1 : 0,
    stored_bytes: user.allowance.storedBytes ?? null,
    ...allowanceColumns(user.allowance),
  };
}

export function keyOf(row: Omit<KeyRow, "secret_hash">, userName: string): Key {
  return {
    id: row.id,
    userId: row.user_id,
    userName,
    name: row.name,
    scopes: row.scopes.split(" ") as Scope[],
    routing: row.routing as Routing,
    providers: row.providers === null ? undefined : (JSON.parse(row.providers) as string[]),
    modelAliases: aliasesOf(row),
    allowance: allowanceOf(row),
    createdMs: row.created_ms,
    expiresMs: row.expires_ms ?? undefined,
    lastUsedMs: row.last_used_ms ?? undefined,
    revokedMs: row.revoked_ms ?? undefined,
    parentId: row.parent_id ?? undefined,
  };
}

type FixedKeyColumns =
  | "id"
  | "user_id"
  | "secret_hash"
  | "created_ms"
  | "last_used_ms"
  | "revoked_ms"
  | "parent_id";

/** What may change in a key. */
export function changeableOfKey(key: Key): Omit<KeyRow, FixedKeyColumns> {
  return {
    name: key.name,
    scopes: key.scopes.join(" "),
    routing: key.routing,
    providers: key.providers === undefined ? null : JSON.stringify(key.providers),
    model_aliases: key.modelAliases === undefined ? null : JSON.stringify(key.modelAliases),
    expires_ms: key.expiresMs ?? null,
    ...allowanceColumns(key.allowance),
  };
}

function aliasesOf({ model_aliases: json }: Pick<KeyRow, "model_aliases">): Key["modelAliases"] {
  return json === null ? undefined : (JSON.parse(json) as Record<string, string>);
}

function allowanceOf(row: AllowanceColumns): Allowance {
  return {
    requestsPerMinute: row.requests_per_minute ?? undefined,
    concurrent: row.concurrent ?? undefined,
    audioSecondsPerDay: row.audio_seconds_per_day ?? undefined,
    audioSecondsPerMonth: row.audio_seconds_per_month ?? undefined,
  };
}

function allowanceColumns(allowance: Allowance): AllowanceColumns {
  return {
    requests_per_minute: allowance.requestsPerMinute ?? null,
    concurrent: allowance.concurrent ?? null,
    audio_seconds_per_day: allowance.audioSecondsPerDay ?? null,
    audio_seconds_per_month: allowance.audioSecondsPerMonth ?? null,
  };
}
