import { limits as wire } from "@club/shared/wire/limits.ts";
import * as z from "zod";
import type {
  AllowanceChange,
  KeyChange,
  NewKey,
  UserAllowanceChange,
  UserChange,
} from "../accounts/accounts.ts";
import { routings } from "../accounts/caller.ts";
import {
  givenNamePattern,
  keyNamePattern,
  maxAliasesOfKey,
  maxExpiryDays,
  maxNameCharacters,
} from "../accounts/limits.ts";
import type { NewOwnKey } from "../accounts/own-keys.ts";
import { keyNameRule, userNameRule } from "../accounts/names.ts";
import { scopes } from "../accounts/scope.ts";

const limitsShape = {
  requests_per_minute: z.int().positive().nullable().optional(),
  concurrent: z.int().positive().nullable().optional(),
  audio_seconds_per_day: z.number().positive().nullable().optional(),
  audio_seconds_per_month: z.number().positive().nullable().optional(),
};

const limits = z
  .strictObject(limitsShape)
  .transform(
    (body): AllowanceChange => ({
      requestsPerMinute: body.requests_per_minute,
      concurrent: body.concurrent,
      audioSecondsPerDay: body.audio_seconds_per_day,
      audioSecondsPerMonth: body.audio_seconds_per_month,
    }),
  )
  .describe("Limits to set; null lifts one, what is left out stays.");

/** A user's name. */
export const nameSchema: z.ZodString = z
  .string()
  .max(maxNameCharacters)
  .regex(givenNamePattern, userNameRule);
const keyName = z.string().max(maxNameCharacters).regex(keyNamePattern, keyNameRule);

const userLimits = z
  .strictObject({ ...limitsShape, stored_bytes: z.number().positive().nullable().optional() })
  .transform(
    ({ stored_bytes: storedBytes, ...body }): UserAllowanceChange => ({
      ...limits.parse(body),
      storedBytes,
    }),
  )
  .describe("Limits to set; null lifts one, what is left out stays, or is the usual one.");

const days = z.number().positive().max(maxExpiryDays);

const modelName = z.string().max(wire.nameChars).regex(/\S/, "must be a name");

const keyShape = {
  name: keyName.optional().describe("What the key is for."),
  scopes: z.array(z.enum(scopes)).min(1),
  routing: z.enum(routings).optional().describe("Whose providers its requests go to."),
  providers: z
    .array(z.string().min(1))
    .optional()
    .describe("The only providers that its requests go to, e.g. `ann/home-rig`; [] for any."),
  model_aliases: z
    .record(modelName, modelName)
    .refine((aliases) => Object.keys(aliases).length <= maxAliasesOfKey, {
      error: `A key has up to ${maxAliasesOfKey} aliases.`,
    })
    .meta({ maxProperties: maxAliasesOfKey })
    .optional()
    .describe("What the key calls models, e.g. `tts-1` for `kokoro`; {} for nothing of its own."),
  limits: limits.optional(),
};

/** The body that makes a key. */
export const newKeySchema: z.ZodType<NewKey> = z
  .strictObject({
    user: nameSchema.describe("Whose key it is; a new name makes a new user."),
    ...keyShape,
    expires_in_days: days.optional().describe("Without it, the key lasts until it is revoked."),
  })
  .meta({ examples: [{ user: "ann", scopes: ["consumer"], limits: { concurrent: 4 } }] })
  .transform(
    ({
      limits: allowance,
      expires_in_days: expiresInDays,
      model_aliases: modelAliases,
      ...key
    }) => ({
      ...key,
      allowance,
      expiresInDays,
      modelAliases,
    }),
  );

/** The body that makes a key of one's own. */
export const newOwnKeySchema: z.ZodType<NewOwnKey> = z
  .strictObject({
    name: keyName.describe("What the key is for."),
    scopes: keyShape.scopes.describe("No more than the key has that makes it."),
    expires_in_days: days.optional().describe("Without it, the key lasts until it is revoked."),
  })
  .meta({ examples: [{ name: "laptop", scopes: ["consumer"] }] })
  .transform(({ expires_in_days: expiresInDays, ...key }) => ({ ...key, expiresInDays }));

/** The body that renames one. */
export const ownKeyNameSchema: z.ZodType<{ name: string }> = z
  .strictObject({ name: keyName })
  .meta({ examples: [{ name: "studio" }] });

/** The body that changes a key. */
export const keyChangeSchema: z.ZodType<KeyChange> = z
  .strictObject({
    ...keyShape,
    scopes: keyShape.scopes.optional(),
    expires_in_days: days.nullable().optional().describe("From now; null: never."),
  })
  .meta({ examples: [{ limits: { requests_per_minute: 60, concurrent: null } }] })
  .transform(
    ({
      limits: allowance,
      expires_in_days: expiresInDays,
      model_aliases: modelAliases,
      ...change
    }) => ({
      ...change,
      allowance,
      expiresInDays,
      modelAliases,
    }),
  );

export type NewUser = {
  readonly name: string;
  readonly allowance?: UserAllowanceChange | undefined;
};

/** The body that makes a user. */
export const newUserSchema: z.ZodType<NewUser> = z
  .strictObject({ name: nameSchema, limits: userLimits.optional() })
  .meta({ examples: [{ name: "ann", limits: { audio_seconds_per_day: 3600 } }] })
  .transform(({ limits: allowance, ...user }) => ({ ...user, allowance }));

/** The body that changes a user. */
export const userChangeSchema: z.ZodType<UserChange> = z
  .strictObject({
    name: nameSchema.optional(),
    disabled: z.boolean().optional().describe("Whether the user's keys are refused."),
    limits: userLimits.optional(),
  })
  .meta({ examples: [{ disabled: true }] })
  .transform(({ limits: allowance, ...change }) => ({ ...change, allowance }));
