import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { UsageGroup, UsageStore } from "../store/usage-store.ts";
import { secondsOfFrames } from "../accounts/audio-seconds.ts";
import { usageGroupings } from "../store/usage-store.ts";
import { errorSchema, withSchemas } from "./schema.ts";

/** The caller's own usage: `GET /v1/usage`. */
export function usageRoutes({ usage }: { readonly usage: UsageStore }): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
      "/v1/usage",
      {
        schema: {
          tags: ["usage"],
          summary: "Sum up what was spoken for you",
          description: "Days are UTC. What was deleted from history still counts.",
          querystring: usageQuery,
          response: { 200: usageSchema, 400: errorSchema, 401: errorSchema },
        },
      },
      async ({ caller, query }) => {
        const groups = await usage.summarize({
          userId: caller.userId,
          groupBy: query.group_by,
          fromDay: query.from,
          toDay: query.to,
        });
        const data = groups.map((group) => ({ group: group.group, ...sums([group]) }));
        return { object: "list" as const, data, total: sums(groups) };
      },
    );
  };
}

/** Everyone's usage, for scope admin: `GET /v1/usage/users`. */
export function usersUsageRoutes({ usage }: { readonly usage: UsageStore }): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
      "/v1/usage/users",
      {
        schema: {
          tags: ["usage"],
          summary: "Sum up what was spoken for each user",
          querystring: boundsQuery,
          response: { 200: usersUsageSchema, 400: errorSchema, 401: errorSchema, 403: errorSchema },
        },
      },
      async ({ query }) => {
        const groups = await usage.summarize({
          userId: undefined,
          groupBy: "user",
          fromDay: query.from,
          toDay: query.to,
        });
        const data = groups.map((group) => ({ user_id: group.group, ...sums([group]) }));
        return { object: "list" as const, data, total: sums(groups) };
      },
    );
  };
}

/** A day in a query: `2026-03-01`, the day of an ISO time, or the day of a Unix time in seconds. */
export const daySchema: z.ZodType<string> = z
  .union([z.iso.date(), z.iso.datetime({ offset: true }), z.string().regex(/^\d{9,11}$/)])
  .transform(dayOf)
  .meta({ description: "A day (UTC), as 2026-03-01, an ISO time or Unix seconds." });

const boundsQuery = z.object({
  from: daySchema.optional().describe("The first day that counts; without it, from the beginning."),
  to: daySchema.optional().describe("The last day that counts; without it, until today."),
});

const usageQuery = boundsQuery.extend({
  group_by: z.enum(usageGroupings).default("day").describe("A `key` group is a key's id."),
});

const sumsShape = {
  requests: z.int().describe("Requests that ended, however they did."),
  characters: z.int().describe("Characters of the requests that gave audio."),
  audio_seconds: z.number().describe("Generated audio: samples ÷ sample rate, before encoding."),
};

const exampleSums = { requests: 12, characters: 3_410, audio_seconds: 215.94 };

const usageSchema = z
  .object({
    object: z.literal("list"),
    data: z.array(z.object({ group: z.string(), ...sumsShape })),
    total: z.object(sumsShape),
  })
  .meta({
    examples: [
      { object: "list", data: [{ group: "2026-03-01", ...exampleSums }], total: exampleSums },
    ],
  });

const usersUsageSchema = z
  .object({
    object: z.literal("list"),
    data: z.array(z.object({ user_id: z.string(), ...sumsShape })),
    total: z.object(sumsShape),
  })
  .meta({
    examples: [
      {
        object: "list",
        data: [{ user_id: "user_1f0c2a9be1d34f77", ...exampleSums }],
        total: exampleSums,
      },
    ],
  });

type Sums = z.output<z.ZodObject<typeof sumsShape>>;

function sums(groups: readonly UsageGroup[]): Sums {
  const framesByRate = new Map<number, number>();
  for (const { rateHz, frames } of groups.flatMap((group) => group.audio)) {
    framesByRate.set(rateHz, (framesByRate.get(rateHz) ?? 0) + frames);
  }
  const audio = [...framesByRate].map(([rateHz, frames]) => ({ rateHz, frames }));
  return {
    requests: groups.reduce((all, group) => all + group.requests, 0),
    characters: groups.reduce((all, group) => all + group.characters, 0),
    audio_seconds: secondsOfFrames(audio),
  };
}

function dayOf(text: string): string {
  const time = /^\d+$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  return time.toISOString().slice(0, 10);
}
