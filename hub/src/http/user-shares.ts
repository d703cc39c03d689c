import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import { auditEntry } from "../accounts/audit.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { nameSchema } from "./account-inputs.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type UserSharesOptions = {
  readonly accounts: Pick<Accounts, "getUser">;
  readonly store: Pick<Store, "audit" | "shares">;
  readonly clock: Pick<Clock, "wallMs">;
};

/** For scope admin: `DELETE /v1/users/{id}/shares` ends all of a user's public links. */
export function userSharesRoutes({
  accounts,
  store,
  clock,
}: UserSharesOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).delete(
      "/v1/users/:id/shares",
      {
        schema: {
          tags: ["users"],
          summary: "End all of a user's public links",
          params: z.object({ id: nameSchema.describe("The user's id or name.") }),
          response: { 200: endedSchema, 401: errorSchema, 403: errorSchema, 404: errorSchema },
        },
      },
      async ({ caller, params }) => {
        const { id } = await accounts.getUser(params.id);
        const count = await store.shares.removeAll(id);
        await store.audit.append(auditEntry(caller, clock.wallMs(), "share.ended", id, { count }));
        return { id, object: "user.shares" as const, ended: count };
      },
    );
  };
}

const endedSchema = z
  .object({
    id: z.string().describe("The user's id."),
    object: z.literal("user.shares"),
    ended: z.int().describe("How many links there were."),
  })
  .meta({ examples: [{ id: "user_5f1d3c2b7a906e48", object: "user.shares", ended: 2 }] });
