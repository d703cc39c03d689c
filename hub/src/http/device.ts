import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { DeviceAnswer, DeviceLogin } from "../accounts/device-login.ts";
import { keyNamePattern, maxNameCharacters } from "../accounts/limits.ts";
import { fewChanges } from "./request-rates.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type DeviceRoutesOptions = {
  readonly devices: DeviceLogin;
  /** The hub's address as the outside sees it; undefined: as the request names it. */
  readonly publicUrl: string | undefined;
};

/** How an agent gets a key without one (RFC 8628): `POST /v1/device/codes` and `/v1/device/token`. */
export function deviceRoutes({ devices, publicUrl }: DeviceRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);
    const tags = ["providers"];
    routes.post(
      "/v1/device/codes",
      {
        schema: {
          tags,
          security: [],
          summary: "Ask for a code that a user confirms, so that an agent gets a key",
          body: codesRequestSchema,
          response: { 200: codesSchema, 429: errorSchema },
        },
      },
      async ({ body, protocol, host, ip }) => {
        const codes = await devices.begin(body.name, ip);
        const uri = `${publicUrl ?? `${protocol}://${host}`}/activate`;
        return {
          device_code: codes.deviceCode,
          user_code: codes.userCode,
          verification_uri: uri,
          verification_uri_complete: `${uri}?code=${codes.userCode}`,
          expires_in: codes.lifeMs / 1000,
          interval: codes.pollMs / 1000,
        };
      },
    );
    routes.post(
      "/v1/device/token",
      {
        schema: {
          tags,
          security: [],
          summary: "Fetch the key once a user has confirmed the code",
          body: tokenRequestSchema,
          response: { 200: tokenSchema, 400: tokenRefusalSchema },
        },
      },
      async ({ body }, reply) => {
        const answer = await devices.poll(body.device_code);
        reply.header("cache-control", "no-store");
        if (answer.at !== "granted") return reply.code(400).send({ error: errorOf(answer) });
        return reply.send({ access_token: answer.key, token_type: "Bearer", scope: "provider" });
      },
    );
  };
}

/** What a signed-in user does with a waiting agent: look, approve, deny. */
export function deviceDecisionRoutes({
  devices,
}: Pick<DeviceRoutesOptions, "devices">): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);
    const common = {
      tags: ["providers"],
      params: z.object({ user_code: z.string().min(1).max(32) }),
      response: { 200: waitingSchema, 401: errorSchema, 403: errorSchema, 404: errorSchema },
    };
    const path = "/v1/device/codes/:user_code";
    routes.get(
      path,
      { schema: { ...common, summary: "Show the agent that waits" } },
      ({ params, caller }) => devices.find(params.user_code, caller).then(waitingBody),
    );
    routes.post(
      `${path}/approve`,
      { config: fewChanges, schema: { ...common, summary: "Give the agent a key of yours" } },
      async ({ params, caller }) => waitingBody(await devices.approve(params.user_code, caller)),
    );
    routes.post(
      `${path}/deny`,
      { schema: { ...common, summary: "Send the agent away" } },
      async ({ params, caller }) => waitingBody(await devices.deny(params.user_code, caller)),
    );
  };
}

const codesRequestSchema = z
  .object({
    client_id: z.string().max(maxNameCharacters).optional(),
    name: z
      .string()
      .min(1)
      .max(maxNameCharacters)
      .regex(keyNamePattern, "must be one line without control characters")
      .default("agent")
      .describe("What the agent is called."),
    scope: z.literal("provider").optional(),
  })
  .meta({ examples: [{ client_id: "club-agent", name: "home-rig" }] });

const codesSchema = z
  .object({
    device_code: z.string(),
    user_code: z.string(),
    verification_uri: z.string(),
    verification_uri_complete: z.string(),
    expires_in: z.int(),
    interval: z.int(),
  })
  .meta({
    examples: [
      {
        device_code: "club_…",
        user_code: "BCDF-GHJK",
        verification_uri: "https://hub.example/activate",
        verification_uri_complete: "https://hub.example/activate?code=BCDF-GHJK",
        expires_in: 600,
        interval: 5,
      },
    ],
  });

const tokenRequestSchema = z
  .object({
    grant_type: z.literal("urn:ietf:params:oauth:grant-type:device_code"),
    client_id: z.string().max(maxNameCharacters).optional(),
    device_code: z.string().min(1).max(256),
  })
  .meta({
    examples: [
      {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: "club-agent",
        device_code: "club_0",
      },
    ],
  });

const tokenSchema = z
  .object({ access_token: z.string(), token_type: z.literal("Bearer"), scope: z.string() })
  .meta({ examples: [{ access_token: "club_…", token_type: "Bearer", scope: "provider" }] });

const rfcErrors = {
  pending: "authorization_pending",
  "slow-down": "slow_down",
  denied: "access_denied",
  expired: "expired_token",
} as const;

const tokenErrorSchema = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.null(),
      code: z.enum(Object.values(rfcErrors)).describe("As RFC 8628 names it."),
    }),
  })
  .meta({ description: "Not yet, or never: RFC 8628's error in OpenAI's envelope." });

const tokenRefusalSchema = z.union([tokenErrorSchema, errorSchema]);

const waitingSchema = z
  .object({
    user_code: z.string(),
    name: z.string(),
    state: z.enum(["pending", "approved", "denied"]),
    expires: z.int().describe("Unix seconds."),
  })
  .meta({
    examples: [
      { user_code: "BCDF-GHJK", name: "home-rig", state: "pending", expires: 1_772_000_600 },
    ],
  });

type Waiting = Awaited<ReturnType<DeviceLogin["find"]>>;

function waitingBody({
  userCode,
  name,
  decision,
  expiresMs,
}: Waiting): z.output<typeof waitingSchema> {
  const expires = Math.floor(expiresMs / 1000);
  return { user_code: userCode, name, state: decision.at, expires };
}

function errorOf({
  at,
}: Exclude<DeviceAnswer, { at: "granted" }>): z.output<typeof tokenErrorSchema>["error"] {
  const code = rfcErrors[at];
  return { message: deviceWords[at], type: "invalid_request", param: null, code };
}

const deviceWords = {
  pending: "No user has confirmed the code yet.",
  "slow-down": "Ask less often.",
  denied: "A user has refused the code.",
  expired: "The code has expired. Ask for another.",
} as const;
