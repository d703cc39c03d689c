import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Accounts } from "../accounts/accounts.ts";
import { userBody, userSchema } from "./account-bodies.ts";
import { nameSchema, newUserSchema, userChangeSchema } from "./account-inputs.ts";
import { errorSchema, withSchemas } from "./schema.ts";

/** Users, for scope admin: `/v1/users`, `/v1/users/{id}`. */
export function usersRoutes({ accounts }: { readonly accounts: Accounts }): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.get("/v1/users", { schema: list }, async () => {
      const users = await accounts.listUsers();
      return { object: "list" as const, data: users.map(userBody) };
    });

    routes.post("/v1/users", { schema: create }, async ({ body, caller }, reply) => {
      const user = await accounts.createUser(body.name, body.allowance, caller);
      reply.code(201);
      return userBody(user);
    });

    routes.get("/v1/users/:id", { schema: show }, async ({ params }) =>
      userBody(await accounts.getUser(params.id)),
    );

    routes.patch("/v1/users/:id", { schema: change }, async ({ params, body, caller }) =>
      userBody(await accounts.changeUser(params.id, body, caller)),
    );
  };
}

const userParams = z.object({ id: nameSchema.describe("The user's id or name.") });

const userListSchema = z.object({ object: z.literal("list"), data: z.array(userSchema) });

const tags = ["users"];
const errors = { 400: errorSchema, 401: errorSchema, 403: errorSchema, 409: errorSchema };
const one = { 200: userSchema, ...errors, 404: errorSchema };

const list = { tags, summary: "List users by name", response: { 200: userListSchema, ...errors } };

const create = {
  tags,
  summary: "Make a user without a key",
  body: newUserSchema,
  response: { 201: userSchema, ...errors, 409: errorSchema },
};

const show = { tags, summary: "Show a user", params: userParams, response: one };

const change = {
  tags,
  summary: "Change a user",
  description: "What is left out stays as it is.",
  params: userParams,
  body: userChangeSchema,
  response: { ...one, 409: errorSchema },
};
