import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";
import type { UsageStore } from "../store/usage-store.ts";
import { secondsOfFrames } from "../accounts/audio-seconds.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { daySchema } from "./usage.ts";

/** What the caller's own providers spoke, and for whom: `GET /v1/providers/usage`. */
export function providerUsageRoutes({ usage }: { readonly usage: UsageStore }): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
      "/v1/providers/usage",
      {
        schema: {
          tags: ["usage"],
          summary: "Sum up what your providers spoke, and for whom",
          querystring: z.object({ from: daySchema.optional(), to: daySchema.optional() }),
          response: { 200: providerUsageSchema, 400: errorSchema, 401: errorSchema },
        },
      },
      async ({ caller, query }) => {
        const bounds = { fromDay: query.from, toDay: query.to };
        const rows = await usage.spokenBy({ ownerId: caller.userId, ...bounds });
        const data = rows.map(({ audio, ...row }) => ({
          ...row,
          audio_seconds: secondsOfFrames(audio),
        }));
        return { object: "list" as const, data };
      },
    );
  };
}

const providerUsageSchema = z
  .object({
    object: z.literal("list"),
    data: z.array(
      z.object({
        provider: z.string().describe("The provider's name."),
        model: z.string(),
        consumer: z.string().describe("The user it spoke for."),
        requests: z.int(),
        audio_seconds: z.number().describe("What it spoke, also where another had to go on."),
      }),
    ),
  })
  .meta({
    examples: [
      {
        object: "list",
        data: [
          {
            provider: "home-rig",
            model: "espeak-ng",
            consumer: "bob",
            requests: 3,
            audio_seconds: 41.2,
          },
        ],
      },
    ],
  });
