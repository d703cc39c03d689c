import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { UsageStore } from "../store/usage-store.ts";
import { secondsOfFrames } from "../accounts/audio-seconds.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { daySchema } from "./usage.ts";

export type ProviderUsageOptions = {
  readonly usage: UsageStore;
  /** Whether it is told for whom it was, as the operator decides. */
  readonly providersSeeUsers: boolean;
};

/** What the caller's own providers spoke: `GET /v1/providers/usage`. */
export function providerUsageRoutes({
  usage,
  providersSeeUsers,
}: ProviderUsageOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
      "/v1/providers/usage",
      {
        schema: {
          tags: ["usage"],
          summary: "Sum up what your providers spoke",
          description:
            "By day (UTC), newest first; where the hub's operator allows it, also by whom it was for.",
          querystring: z.object({ from: daySchema.optional(), to: daySchema.optional() }),
          response: { 200: providerUsageSchema, 400: errorSchema, 401: errorSchema },
        },
      },
      async ({ caller, query }) => {
        const rows = await usage.spokenBy({
          ownerId: caller.userId,
          fromDay: query.from,
          toDay: query.to,
          byConsumer: providersSeeUsers,
        });
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
        day: z.string(),
        provider: z.string().describe("The provider's name."),
        model: z.string(),
        consumer: z
          .string()
          .optional()
          .describe("The user it spoke for, where the operator allows it (`providers_see_users`)."),
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
            day: "2026-03-01",
            provider: "home-rig",
            model: "espeak-ng",
            requests: 3,
            audio_seconds: 41.2,
          },
        ],
      },
    ],
  });
