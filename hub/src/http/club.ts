import type { FastifyPluginAsync } from "fastify";
import { z } from "zod";
import type { Caller } from "../accounts/caller.ts";
import type { Registry } from "../providers/registry.ts";
import type { ServiceRecords } from "../routing/service-records.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type ClubRoutesOptions = { readonly registry: Registry; readonly records: ServiceRecords };

/** How many machines speak for the caller now, without saying whose: `GET /v1/club`. */
export function clubRoutes({ registry, records }: ClubRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
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
