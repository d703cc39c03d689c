import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";
import { auditEntry } from "../accounts/audit.ts";
import { hashOfSecret, newSecret, secretPrefix } from "../accounts/secret.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { entryParams, noEntry } from "./history.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { clipNameOf } from "./stored-audio.ts";

export type ShareStores = { readonly store: Pick<Store, "history" | "shares" | "audit"> };

export type SharesOptions = ShareStores & { readonly clock: Pick<Clock, "wallMs"> };

/**
 * The caller's links to single clips: `POST` and `DELETE /v1/history/{id}/share`. Registered only
 * where the operator allows sharing.
 */
export function shareRoutes({ store, clock }: SharesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);
    const tags = ["history"];
    const errors = { 401: errorSchema, 404: errorSchema };

    routes.post(
      "/v1/history/:id/share",
      {
        schema: {
          tags,
          summary: "Make a public link to a request's audio",
          description: "Whoever has the link hears the audio, without a key. An earlier link ends.",
          params: entryParams,
          response: { 201: shareSchema, ...errors },
        },
      },
      async ({ caller, params: { id } }, reply) => {
        const entry = await store.history.get(caller.userId, id);
        if (entry === undefined || clipNameOf(entry) === undefined) throw noEntry(id);
        const secret = newSecret().slice(secretPrefix.length);
        const secretHash = hashOfSecret(secret);
        const createdMs = clock.wallMs();
        await store.shares.put({ entryId: id, userId: caller.userId, secretHash, createdMs });
        await store.audit.append(auditEntry(caller, createdMs, "share.made", id));
        reply.code(201).header("cache-control", "no-store");
        return { id, object: "speech.share" as const, path: `/s/${secret}` };
      },
    );

    routes.delete(
      "/v1/history/:id/share",
      {
        schema: {
          tags,
          summary: "End the public link to a request's audio",
          params: entryParams,
          response: { 200: endedSchema, ...errors },
        },
      },
      async ({ caller, params: { id } }) => {
        if (!(await store.shares.remove(caller.userId, id))) throw noEntry(id);
        await store.audit.append(auditEntry(caller, clock.wallMs(), "share.ended", id));
        return { id, object: "speech.share" as const, deleted: true as const };
      },
    );
  };
}

const shareSchema = z
  .object({
    id: z.string(),
    object: z.literal("speech.share"),
    path: z.string().describe("The link's path on this hub; it is told this once."),
  })
  .meta({
    examples: [
      {
        id: "0199d2a0-7c1e-7b5e-9d3b-0a6a2f0c1d11",
        object: "speech.share",
        path: "/s/2op044kgoewgmfwbsdp3b97fvvzv0hbbwykfnydrxpgu5dmw38",
      },
    ],
  });

const endedSchema = z.object({
  id: z.string(),
  object: z.literal("speech.share"),
  deleted: z.literal(true),
});
