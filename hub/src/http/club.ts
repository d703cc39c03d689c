import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Caller } from "../accounts/caller.ts";
import type { Registry } from "../providers/registry.ts";
import type { Router } from "../routing/router.ts";
import type { ServiceRecords } from "../routing/service-records.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type ClubRoutesOptions = {
  readonly registry: Registry;
  readonly records: ServiceRecords;
  readonly router: Pick<Router, "lineFor">;
};

/**
 * How many machines speak for the caller now, without saying whose, `GET /v1/club`, and how many requests
 * wait for them, `GET /v1/queue`.
 */
export function clubRoutes({ registry, records, router }: ClubRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);
    routes.get("/v1/queue", { schema: queue }, ({ caller, query: { model } }) => {
      const { waiting, place } = router.lineFor(model, caller.userId);
      return Promise.resolve({ object: "queue" as const, waiting, place: place ?? null });
    });
    routes.get(
      "/v1/club",
      {
        schema: {
          tags: ["providers"],
          summary: "Count the machines that can speak for you now",
          response: { 200: clubSchema, 401: errorSchema, 403: errorSchema },
        },
      },
      ({ caller }) => Promise.resolve(clubBody(registry, records, caller)),
    );
  };
}

export type ClubBody = {
  readonly object: "club";
  readonly machines: number;
  readonly slots: number;
  readonly busy: number;
};

/** Of the services that a caller may use. */
export function clubBody(registry: Registry, records: ServiceRecords, caller: Caller): ClubBody {
  const services = registry.reachable(caller, undefined);
  return {
    object: "club",
    machines: new Set(services.map(({ provider }) => provider)).size,
    slots: services.reduce((sum, { declaration }) => sum + declaration.slots, 0),
    busy: services.reduce((sum, service) => sum + records.of(service).busy, 0),
  };
}

const clubSchema: z.ZodType<ClubBody> = z
  .object({
    object: z.literal("club"),
    machines: z.int(),
    slots: z.int().describe("Requests that they can speak at once."),
    busy: z.int().describe("Slots that are taken now."),
  })
  .meta({ examples: [{ object: "club", machines: 3, slots: 8, busy: 2 }] });

const queue = {
  tags: ["providers"],
  summary: "Count the requests that wait for a model",
  querystring: z.object({ model: z.string().min(1).max(256) }),
  response: {
    200: z
      .object({
        object: z.literal("queue"),
        waiting: z.int().describe("Everyone's requests."),
        place: z
          .int()
          .nullable()
          .describe("Where the last one of this key stands, from 1; null: none waits."),
      })
      .meta({ examples: [{ object: "queue", waiting: 3, place: 2 }] }),
    400: errorSchema,
    401: errorSchema,
    403: errorSchema,
  },
};
