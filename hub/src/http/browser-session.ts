import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { type AudioFormat, audioFormats } from "../encoding/formats.ts";
import type { BrowserSessions } from "../accounts/browser-sessions.ts";
import type { Caller } from "../accounts/caller.ts";
import { scopes } from "../accounts/scope.ts";
import {
  allowanceBody,
  allowanceSchema,
  userAllowanceBody,
  userAllowanceSchema,
} from "./account-bodies.ts";
import { authenticate, type AuthenticationOptions } from "./authentication.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { isFromDashboard, sessionCookie, sessionToken } from "./session-cookie.ts";

export type BrowserSessionOptions = AuthenticationOptions & {
  readonly sessions: BrowserSessions;
  /** What of this hub's settings the dashboard has to know. */
  readonly hub: HubFacts;
};

export type HubFacts = {
  readonly maxInputCharacters: number;
  /** Whether the operator lets single clips be shared by link. */
  readonly sharing: boolean;
  /** Whether it has the agent's files for who wants to install it. */
  readonly installs: boolean;
  /** The encodings that it makes. */
  readonly formats: readonly AudioFormat[];
};

/** Signing a browser in with a key, and who that is: `POST`, `GET` and `DELETE /v1/session`. */
export function browserSessionRoutes(options: BrowserSessionOptions): FastifyPluginAsync {
  const { authenticator, sessions, hub } = options;
  return async (app) => {
    const routes = withSchemas(app);

    routes.post("/v1/session", { schema: signIn }, async (request, reply) => {
      refuseOthers(request);
      const caller = await authenticator.withKey(request.body.key.trim(), request.ip);
      await closeEarlier(request, sessions);
      reply.code(201).header("cache-control", "no-store");
      setCookie(request, reply, await sessions.open(caller.keyId));
      return sessionBody(caller, hub);
    });

    const onRequest = authenticate(scopes, options);
    routes.get("/v1/session", { schema: show, onRequest }, (request, reply) => {
      reply.header("cache-control", "no-store");
      return Promise.resolve(sessionBody(request.caller, hub));
    });

    routes.delete("/v1/session", { schema: signOut }, async (request, reply) => {
      refuseOthers(request);
      await closeEarlier(request, sessions);
      setCookie(request, reply, undefined);
      return { object: "session" as const, deleted: true as const };
    });
  };
}

/** Nobody else's page may sign a browser in as somebody, or out. */
function refuseOthers({ raw }: FastifyRequest): void {
  if (isFromDashboard(raw)) return;
  throw new Failure("PERMISSION_DENIED", "A page of another origin may not sign you in or out.");
}

async function closeEarlier({ raw }: FastifyRequest, sessions: BrowserSessions): Promise<void> {
  const token = sessionToken(raw);
  if (token !== undefined) await sessions.close(token);
}

/** With the token of a session; undefined: the cookie goes. */
function setCookie({ raw }: FastifyRequest, reply: FastifyReply, token: string | undefined): void {
  reply.header("set-cookie", sessionCookie(token, raw));
}

const sessionSchema = z.object({
  object: z.literal("session"),
  user: z.string(),
  key: z.object({ id: z.string(), name: z.string(), scopes: z.array(z.enum(scopes)) }),
  key_limits: allowanceSchema,
  user_limits: userAllowanceSchema,
  hub: z.object({
    max_input_characters: z.int(),
    sharing: z.boolean().describe("Whether single clips may be shared by link."),
    installs: z.boolean().describe("Whether `/install.sh` installs the agent from here."),
    formats: z.array(z.enum(audioFormats)).describe("The encodings that this hub makes."),
  }),
});

const signedOutSchema = z.object({ object: z.literal("session"), deleted: z.literal(true) });

const tags = ["session"];
const errors = { 401: errorSchema, 403: errorSchema };

const signIn = {
  tags,
  security: [],
  summary: "Sign this browser in with a key",
  description: "The answer sets a cookie that scripts cannot read.",
  body: z.object({ key: z.string().max(200) }),
  response: { 201: sessionSchema, 400: errorSchema, ...errors, 429: errorSchema },
};

const show = {
  tags,
  summary: "Show whose key this is, and what it may do here",
  response: { 200: sessionSchema, ...errors },
};

const signOut = {
  tags,
  security: [],
  summary: "Sign this browser out",
  response: { 200: signedOutSchema, ...errors },
};

function sessionBody(caller: Caller, hub: HubFacts): z.output<typeof sessionSchema> {
  return {
    object: "session",
    user: caller.userName,
    key: { id: caller.keyId, name: caller.keyName, scopes: [...caller.scopes] },
    key_limits: allowanceBody(caller.keyAllowance),
    user_limits: userAllowanceBody(caller.userAllowance),
    hub: {
      max_input_characters: hub.maxInputCharacters,
      sharing: hub.sharing,
      installs: hub.installs,
      formats: [...hub.formats],
    },
  };
}
