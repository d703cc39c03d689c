import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import { keyBody, keySchema } from "./account-bodies.ts";
import { keyChangeSchema, nameSchema, newKeySchema } from "./account-inputs.ts";
import { errorSchema, withSchemas } from "./schema.ts";

/** API keys, for scope admin: `/v1/keys`, `/v1/keys/{id}`. */
export function keysRoutes({ accounts }: { readonly accounts: Accounts }): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.get("/v1/keys", { schema: list }, async ({ query }) => {
      const keys = await accounts.listKeys(query.user);
      return { object: "list" as const, data: keys.map(keyBody) };
    });

    routes.post("/v1/keys", { schema: create }, async ({ body, caller }, reply) => {
      const { secret, key } = await accounts.createKey(body, caller);
      reply.code(201).header("cache-control", "no-store");
      return { ...keyBody(key), key: secret };
    });

    routes.get("/v1/keys/:id", { schema: show }, async ({ params }) =>
      keyBody(await accounts.getKey(params.id)),
    );

    routes.patch("/v1/keys/:id", { schema: change }, async ({ params, body, caller }) =>
      keyBody(await accounts.changeKey(params.id, body, caller)),
    );

    routes.delete("/v1/keys/:id", { schema: revoke }, async ({ params, caller }) =>
      keyBody(await accounts.revokeKey(params.id, caller)),
    );
  };
}

const keyParams = z.object({
  id: z.string().describe("The key's id, as `key_…`; not the key itself."),
});

const keyListSchema = z.object({ object: z.literal("list"), data: z.array(keySchema) });

const createdKeySchema = z
  .intersection(keySchema, z.object({ key: z.string() }))
  .describe("A key, with its secret in `key`.");

const tags = ["keys"];
const errors = { 400: errorSchema, 401: errorSchema, 403: errorSchema, 409: errorSchema };
const one = { 200: keySchema, ...errors, 404: errorSchema };

const list = {
  tags,
  summary: "List keys, oldest first",
  querystring: z.object({ user: nameSchema.optional().describe("Only this user's.") }),
  response: { 200: keyListSchema, ...errors, 404: errorSchema },
};

const create = {
  tags,
  summary: "Make a key",
  description: "The answer holds the key itself in `key`, this once.",
  body: newKeySchema,
  response: { 201: createdKeySchema, ...errors },
};

const show = { tags, summary: "Show a key", params: keyParams, response: one };

const change = {
  tags,
  summary: "Change a key",
  description: "What is left out stays as it is.",
  params: keyParams,
  body: keyChangeSchema,
  response: one,
};

const revoke = {
  tags,
  summary: "Revoke a key",
  description: "Its requests are refused at once, its agents closed within a minute.",
  params: keyParams,
  response: one,
};
