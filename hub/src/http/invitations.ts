import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import { type Invitation, invitationKinds } from "../accounts/invitation-store.ts";
import type { Invitations } from "../accounts/invitations.ts";
import { maxNameCharacters } from "../accounts/limits.ts";
import { scopes } from "../accounts/scope.ts";
import { fewChanges } from "./request-rates.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type InvitationRoutesOptions = {
  readonly invitations: Invitations;
  /** The hub's address as the outside sees it; undefined: as the request names it. */
  readonly publicUrl: string | undefined;
};

/** Making, following and ending invitations: `/v1/invitations`, `/v1/invitations/{id}`. */
export function invitationRoutes({
  invitations,
  publicUrl,
}: InvitationRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.post(
      "/v1/invitations",
      { config: fewChanges, schema: create },
      async (request, reply) => {
        const { body, caller, protocol, host } = request;
        const { code, invitation } = await invitations.create(body.for, caller);
        const link = `${publicUrl ?? `${protocol}://${host}`}${joinPath(code)}`;
        reply.code(201);
        return { ...invitationBody(invitation), code, link };
      },
    );

    routes.get("/v1/invitations", { schema: list }, async ({ caller }) => ({
      object: "list" as const,
      data: (await invitations.list(caller)).map(invitationBody),
    }));

    routes.get("/v1/invitations/:id", { schema: show }, async ({ params, caller }) =>
      invitationBody(await invitations.get(params.id, caller)),
    );

    routes.delete("/v1/invitations/:id", { schema: end }, async ({ params, caller }) =>
      invitationBody(await invitations.end(params.id, caller)),
    );
  };
}

/** For who has a code and no key yet: what it is for, and the key. */
export function redeemRoutes({
  invitations,
}: Pick<InvitationRoutesOptions, "invitations">): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.post("/v1/invitations/look", { schema: look }, async ({ body }, reply) => {
      reply.header("cache-control", "no-store");
      return invitationBody(await invitations.look(body.code));
    });

    routes.post("/v1/invitations/redeem", { schema: redeem }, async ({ body }, reply) => {
      const { secret, key } = await invitations.redeem(body.code, body.name);
      reply.code(201).header("cache-control", "no-store");
      return {
        object: "key" as const,
        id: key.id,
        key: secret,
        user: key.userName,
        scopes: [...key.scopes],
      };
    });
  };
}

/** Where a browser redeems a code. It stands behind the `#`, so that no server and no log sees it. */
export function joinPath(code: string): string {
  return `/join#${code}`;
}

const invitationSchema = z
  .object({
    id: z.string(),
    object: z.literal("invitation"),
    for: z.enum(invitationKinds),
    made_by: z.string(),
    created: z.int().describe("Unix seconds."),
    expires: z.int().describe("Unix seconds."),
    used: z.int().nullable().describe("Unix seconds; null: nobody has used it."),
    used_as: z.string().nullable().describe("What the machine or the member is called."),
  })
  .meta({
    examples: [
      {
        id: "invitation_5f0c2a9be1d34f77",
        object: "invitation",
        for: "machine",
        made_by: "ann",
        created: 1_772_000_000,
        expires: 1_772_001_800,
        used: null,
        used_as: null,
      },
    ],
  });

const createdSchema = invitationSchema.extend({
  code: z.string().describe("Shown this once."),
  link: z.string().describe("The page that redeems it, for people."),
});

const keySchema = z.object({
  object: z.literal("key"),
  id: z.string(),
  key: z.string().describe("Shown this once."),
  user: z.string(),
  scopes: z.array(z.enum(scopes)),
});

const codeSchema = z.string().min(1).max(256);
const tags = ["invitations"];
const errors = { 401: errorSchema, 403: errorSchema };
const params = z.object({ id: z.string().min(1).max(64) });

const create = {
  tags,
  summary: "Make a single-use code for a machine or a member",
  description:
    "A machine gets a key of yours with the scope `provider`; a member gets a user and a key, and only an administrator invites one.",
  body: z
    .strictObject({ for: z.enum(["machine", "member"]) })
    .meta({ examples: [{ for: "machine" }] }),
  response: { 201: createdSchema, 400: errorSchema, ...errors, 429: errorSchema },
};

const list = {
  tags,
  summary: "List your invitations, newest first; for administrators everybody's",
  response: {
    200: z.object({ object: z.literal("list"), data: z.array(invitationSchema) }),
    ...errors,
  },
};

const show = {
  tags,
  summary: "Show an invitation, and whether it was used",
  params,
  response: { 200: invitationSchema, ...errors, 404: errorSchema },
};

const end = { ...show, summary: "End an invitation" };

const look = {
  tags,
  security: [],
  summary: "Show what a code is for",
  body: z.strictObject({ code: codeSchema }).meta({ examples: [{ code: "2op044kgoewgmf" }] }),
  response: { 200: invitationSchema, 400: errorSchema, 404: errorSchema, 429: errorSchema },
};

const redeem = {
  tags,
  security: [],
  summary: "Use a code, and get a key",
  body: z
    .strictObject({
      code: codeSchema,
      name: z.string().max(maxNameCharacters).describe("What the machine or the member is called."),
    })
    .meta({ examples: [{ code: "2op044kgoewgmf", name: "home-rig" }] }),
  response: {
    201: keySchema,
    400: errorSchema,
    404: errorSchema,
    409: errorSchema,
    429: errorSchema,
  },
};

function invitationBody(invitation: Invitation): z.output<typeof invitationSchema> {
  const { id, kind, madeBy, createdMs, expiresMs, use } = invitation;
  return {
    id,
    object: "invitation",
    for: kind,
    made_by: madeBy,
    created: Math.floor(createdMs / 1000),
    expires: Math.floor(expiresMs / 1000),
    used: use === undefined ? null : Math.floor(use.atMs / 1000),
    used_as: use?.name ?? null,
  };
}
