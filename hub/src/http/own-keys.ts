import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { OwnKeys } from "../accounts/own-keys.ts";
import { keyBody, keySchema } from "./account-bodies.ts";
import { ownKeyNameSchema, newOwnKeySchema } from "./account-inputs.ts";
import { fewChanges } from "./request-rates.ts";
import { errorSchema, withSchemas } from "./schema.ts";

/** The caller's own keys: `/v1/account/keys`, `/v1/account/keys/{id}`. */
export function ownKeysRoutes({ ownKeys }: { readonly ownKeys: OwnKeys }): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.get("/v1/account/keys", { schema: list }, async ({ caller }) => ({
      object: "list" as const,
      data: (await ownKeys.list(caller)).map(keyBody),
    }));

    routes.post(
      "/v1/account/keys",
      { config: fewChanges, schema: create },
      async ({ body, caller }, reply) => {
        const { secret, key } = await ownKeys.create(body, caller);
        reply.code(201);
        return { ...keyBody(key), key: secret };
      },
    );

    routes.patch(
      "/v1/account/keys/:id",
      { config: fewChanges, schema: rename },
      async ({ params, body, caller }) =>
        keyBody(await ownKeys.rename(params.id, body.name, caller)),
    );

    routes.delete(
      "/v1/account/keys/:id",
      { config: fewChanges, schema: revoke },
      async ({ params, caller }) => keyBody(await ownKeys.revoke(params.id, caller)),
    );
  };
}

const params = z.object({
  id: z.string().max(64).describe("The key's id, as `key_…`; not the key itself."),
});

const tags = ["keys"];
const errors = { 401: errorSchema, 403: errorSchema };
const one = { 200: keySchema, 400: errorSchema, ...errors, 404: errorSchema };

const list = {
  tags,
  summary: "List your own keys, oldest first",
  response: {
    200: z.object({ object: z.literal("list"), data: z.array(keySchema) }),
    ...errors,
  },
};

const create = {
  tags,
  summary: "Make a key of your own",
  description:
    "The answer holds the key itself in `key`, this once. It may do no more than the key it was made with, and ends with it.",
  body: newOwnKeySchema,
  response: {
    201: z.intersection(keySchema, z.object({ key: z.string() })),
    400: errorSchema,
    ...errors,
    409: errorSchema,
  },
};

const rename = {
  tags,
  summary: "Rename a key of your own",
  params,
  body: ownKeyNameSchema,
  response: one,
};

const revoke = {
  tags,
  summary: "Revoke a key of your own",
  description: "Keys that were made with it end, too.",
  params,
  response: one,
};
