import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import type { User } from "../accounts/user.ts";
import { fewChanges } from "./request-rates.ts";
import { errorSchema, withSchemas } from "./schema.ts";

/** What users decide for themselves. */
export type SettingsBody = {
  readonly object: "settings";
  readonly samples_to_others: boolean;
};

const settingsSchema: z.ZodType<SettingsBody> = z.object({
  object: z.literal("settings"),
  samples_to_others: z
    .boolean()
    .describe("Whether your voice samples may go to other people's providers."),
});

const changeSchema: z.ZodType<{ readonly samples_to_others?: boolean | undefined }> = z
  .strictObject({ samples_to_others: z.boolean().optional() })
  .meta({ examples: [{ samples_to_others: true }] });

/** `GET` and `PATCH /v1/settings`: the caller's own. */
export function settingsRoutes({
  accounts,
}: {
  readonly accounts: Pick<Accounts, "getUser" | "changeUser">;
}): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
      "/v1/settings",
      {
        schema: {
          tags: ["settings"],
          summary: "What you have decided for yourself",
          response: { 200: settingsSchema, 401: errorSchema },
        },
      },
      async ({ caller }) => settingsBody(await accounts.getUser(caller.userId)),
    );
    withSchemas(app).patch(
      "/v1/settings",
      {
        config: fewChanges,
        schema: {
          tags: ["settings"],
          summary: "Decide; what is left out stays as it is",
          body: changeSchema,
          response: { 200: settingsSchema, 400: errorSchema, 401: errorSchema },
        },
      },
      async ({ caller, body }) => {
        const change = { samplesToOthers: body.samples_to_others };
        return settingsBody(await accounts.changeUser(caller.userId, change, caller));
      },
    );
  };
}

function settingsBody({ samplesToOthers }: User): SettingsBody {
  return { object: "settings", samples_to_others: samplesToOthers };
}
