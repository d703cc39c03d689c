import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import { withSchemas } from "./schema.ts";

export type HealthRoutesOptions = {
  /** Why the hub takes no work now; empty: it does. */
  readonly faults: () => Promise<readonly string[]>;
  /** What does not work although the hub does, e.g. an encoder. */
  readonly warnings: () => readonly string[];
};

/** `GET /healthz`: the process lives. `GET /readyz`: it takes work, or why it does not. */
export function healthRoutes({ faults, warnings }: HealthRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);
    // Several clients look at /health before they speak.
    for (const path of ["/healthz", "/health"]) {
      routes.get(path, { schema: live }, () => Promise.resolve({ status: "ok" as const }));
    }
    routes.get(
      "/readyz",
      {
        schema: {
          tags,
          security: [],
          summary: "Whether the hub takes work",
          response: { 200: readinessSchema, 503: readinessSchema },
        },
      },
      async (_, reply) => {
        const reasons = [...(await faults())];
        const status = reasons.length === 0 ? "ready" : "not_ready";
        return reply
          .code(reasons.length === 0 ? 200 : 503)
          .send({ status, reasons, warnings: [...warnings()] });
      },
    );
  };
}

const healthSchema = z.object({ status: z.literal("ok") }).meta({ examples: [{ status: "ok" }] });

const readinessSchema = z
  .object({
    status: z.enum(["ready", "not_ready"]),
    reasons: z.array(z.string()).describe("Why it takes no work."),
    warnings: z.array(z.string()).describe("What does not work although the hub does."),
  })
  .meta({ examples: [{ status: "ready", reasons: [], warnings: [] }] });

const tags = ["operation"];

const live = {
  tags,
  security: [],
  summary: "Whether the process lives",
  response: { 200: healthSchema },
};
