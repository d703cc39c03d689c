import * as z from "zod";
import type { Allowance, UserAllowance } from "../accounts/allowance.ts";
import type { Routing } from "../accounts/caller.ts";
import { routings } from "../accounts/caller.ts";
import type { Key } from "../accounts/key.ts";
import type { Scope } from "../accounts/scope.ts";
import { scopes } from "../accounts/scope.ts";
import type { User } from "../accounts/user.ts";

export type AllowanceBody = {
  requests_per_minute: number | null;
  concurrent: number | null;
  audio_seconds_per_day: number | null;
  audio_seconds_per_month: number | null;
};

/** A user's limits: over all keys, and for what is kept. */
export type UserAllowanceBody = AllowanceBody & { stored_bytes: number | null };

/** A key as an administrator is shown it; times in Unix seconds. */
export type KeyBody = {
  id: string;
  object: "key";
  user: string;
  name: string;
  scopes: Scope[];
  routing: Routing;
  providers: string[] | null;
  model_aliases: Record<string, string>;
  limits: AllowanceBody;
  created: number;
  expires: number | null;
  last_used: number | null;
  revoked: number | null;
};

/** A user as an administrator is shown one; times in Unix seconds. */
export type UserBody = {
  id: string;
  object: "user";
  name: string;
  limits: UserAllowanceBody;
  created: number;
  disabled: number | null;
};

const seconds = z.int().nullable();

const allowanceShape = {
  requests_per_minute: z.int().positive().nullable(),
  concurrent: z.int().positive().nullable(),
  audio_seconds_per_day: z.number().positive().nullable(),
  audio_seconds_per_month: z.number().positive().nullable(),
};

/** `AllowanceBody` for the OpenAPI document. */
export const allowanceSchema: z.ZodType<AllowanceBody> = z
  .object(allowanceShape)
  .describe("Limits; null: none.");

/** `UserAllowanceBody` for the OpenAPI document. */
export const userAllowanceSchema: z.ZodType<UserAllowanceBody> = z
  .object({
    ...allowanceShape,
    stored_bytes: z.number().positive().nullable().describe("Audio kept in the history."),
  })
  .describe("Limits over all of the user's keys together; null: none.");

/** `KeyBody` for the OpenAPI document. */
export const keySchema: z.ZodType<KeyBody> = z.object({
  id: z.string(),
  object: z.literal("key"),
  user: z.string().describe("The name of the user whose key it is."),
  name: z.string().describe("What the key is for."),
  scopes: z.array(z.enum(scopes)),
  routing: z.enum(routings).describe("Whose providers its requests go to."),
  providers: z
    .array(z.string())
    .nullable()
    .describe("The only providers that its requests go to; null: any."),
  model_aliases: z
    .record(z.string(), z.string())
    .describe("What the key calls models, besides the hub's names of them."),
  limits: allowanceSchema,
  created: z.int().describe("In Unix seconds, as all times."),
  expires: seconds,
  last_used: seconds.describe("To the minute."),
  revoked: seconds,
});

/** `UserBody` for the OpenAPI document. */
export const userSchema: z.ZodType<UserBody> = z.object({
  id: z.string(),
  object: z.literal("user"),
  name: z.string(),
  limits: userAllowanceSchema,
  created: z.int(),
  disabled: seconds.describe("Since when none of the user's keys is accepted."),
});

export function keyBody(key: Key): KeyBody {
  return {
    id: key.id,
    object: "key",
    user: key.userName,
    name: key.name,
    scopes: [...key.scopes],
    routing: key.routing,
    providers: key.providers === undefined ? null : [...key.providers],
    model_aliases: { ...key.modelAliases },
    limits: allowanceBody(key.allowance),
    created: unixSeconds(key.createdMs),
    expires: optionalSeconds(key.expiresMs),
    last_used: optionalSeconds(key.lastUsedMs),
    revoked: optionalSeconds(key.revokedMs),
  };
}

export function userBody(user: User): UserBody {
  return {
    id: user.id,
    object: "user",
    name: user.name,
    limits: userAllowanceBody(user.allowance),
    created: unixSeconds(user.createdMs),
    disabled: optionalSeconds(user.disabledMs),
  };
}

export function allowanceBody(allowance: Allowance): AllowanceBody {
  return {
    requests_per_minute: allowance.requestsPerMinute ?? null,
    concurrent: allowance.concurrent ?? null,
    audio_seconds_per_day: allowance.audioSecondsPerDay ?? null,
    audio_seconds_per_month: allowance.audioSecondsPerMonth ?? null,
  };
}

export function userAllowanceBody(allowance: UserAllowance): UserAllowanceBody {
  return { ...allowanceBody(allowance), stored_bytes: allowance.storedBytes ?? null };
}

function unixSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}

function optionalSeconds(timeMs: number | undefined): number | null {
  return timeMs === undefined ? null : unixSeconds(timeMs);
}
