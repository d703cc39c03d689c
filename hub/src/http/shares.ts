import type { FastifyPluginAsync } from "fastify";
import { auditEntry } from "../accounts/audit.ts";
import { hashOfSecret, newSecret, secretPrefix } from "../accounts/secret.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import { historyBody } from "./history-body.ts";
import { entryParams, noEntry } from "./history.ts";
import { fewChanges } from "./request-rates.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import {
  endedSchema,
  newShareSchema,
  type ShareFields,
  shareListSchema,
  shareSchema,
} from "./share-bodies.ts";
import { clipNameOf } from "./stored-audio.ts";

export type ShareStores = { readonly store: Pick<Store, "history" | "shares" | "audit"> };

export type SharesOptions = ShareStores & { readonly clock: Pick<Clock, "wallMs"> };

/**
 * The caller's links to single clips: `GET /v1/shares`, `POST` and `DELETE /v1/history/{id}/share`.
 * Registered only where the operator allows sharing.
 */
export function shareRoutes({ store, clock }: SharesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.get("/v1/shares", { schema: list }, async ({ caller }) => {
      const shares = await store.shares.list(caller.userId, clock.wallMs());
      const data = shares.map(({ share, entry }) => {
        const { input, model, voice, audio_seconds } = historyBody(entry);
        return { ...fieldsOf(share), input, model, voice, audio_seconds };
      });
      return { object: "list" as const, data };
    });

    routes.post(
      "/v1/history/:id/share",
      { config: fewChanges, schema: make },
      async (request, reply) => {
        const { caller, params, body } = request;
        const { id } = params;
        const entry = await store.history.get(caller.userId, id);
        if (entry === undefined || clipNameOf(entry) === undefined) throw noEntry(id);
        const secret = newSecret().slice(secretPrefix.length);
        const createdMs = clock.wallMs();
        const days = body?.expires_in_days ?? undefined;
        const share = {
          entryId: id,
          userId: caller.userId,
          secretHash: hashOfSecret(secret),
          createdMs,
          expiresMs: days === undefined ? undefined : createdMs + days * dayMs,
          withText: body?.with_text ?? false,
        };
        await store.shares.put(share);
        await store.audit.append(auditEntry(caller, createdMs, "share.made", id));
        reply.code(201).header("cache-control", "no-store");
        return { ...fieldsOf(share), path: `/s/${secret}` };
      },
    );

    routes.delete(
      "/v1/history/:id/share",
      { config: fewChanges, schema: end },
      async ({ caller, params: { id } }) => {
        if (!(await store.shares.remove(caller.userId, id))) throw noEntry(id);
        await store.audit.append(auditEntry(caller, clock.wallMs(), "share.ended", id));
        return { id, object: "speech.share" as const, deleted: true as const };
      },
    );
  };
}

type Fields = {
  readonly entryId: string;
  readonly createdMs: number;
  readonly expiresMs: number | undefined;
  readonly withText: boolean;
};

function fieldsOf({ entryId, createdMs, expiresMs, withText }: Fields): ShareFields {
  return {
    id: entryId,
    object: "speech.share",
    created: Math.floor(createdMs / 1000),
    expires: expiresMs === undefined ? null : Math.floor(expiresMs / 1000),
    with_text: withText,
  };
}

const dayMs = 86_400_000;

const tags = ["history"];
const errors = { 401: errorSchema, 404: errorSchema };

const list = {
  tags,
  summary: "List your public links, newest first",
  description: "Of a link only a hash is kept, so its address is not told again.",
  response: { 200: shareListSchema, 401: errorSchema },
};

const make = {
  tags,
  summary: "Make a public link to a request's audio",
  description:
    "Whoever has the link hears the audio, without a key. An earlier link to it ends. The body may be left out.",
  params: entryParams,
  body: newShareSchema,
  response: { 201: shareSchema, 400: errorSchema, ...errors },
};

const end = {
  tags,
  summary: "End the public link to a request's audio",
  params: entryParams,
  response: { 200: endedSchema, ...errors },
};
