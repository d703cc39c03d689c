import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { isIPv4 } from "node:net";
import type { Metrics } from "../metrics.ts";
import { authenticate, type AuthenticationOptions } from "./authentication.ts";
import { mediaResponse } from "./media-responses.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type MetricsRoutesOptions = Omit<AuthenticationOptions, "sessions"> & {
  readonly metrics: Metrics;
};

/**
 * `GET /metrics`, in Prometheus' text format: for everyone on this machine, for others with a key of
 * scope admin, since the numbers tell who speaks how much.
 */
export function metricsRoutes({
  metrics,
  accounts,
  authenticator,
}: MetricsRoutesOptions): FastifyPluginAsync {
  const authenticated = authenticate(["admin"], { accounts, authenticator });
  return async (app) => {
    withSchemas(app).get(
      "/metrics",
      {
        schema: {
          tags: ["operation"],
          security: [{}, { key: [] }],
          summary: "Metrics for Prometheus",
          description: "Without a key only from this machine itself.",
          response: {
            200: mediaResponse("Prometheus' text format.", [metricsContentType]),
            401: errorSchema,
            403: errorSchema,
          },
        },
        async onRequest(request, reply) {
          if (!isLocal(request)) await authenticated.call(app, request, reply);
        },
      },
      async (_, reply) => {
        const text = await metrics.text();
        return reply.type(metricsContentType).send(text);
      },
    );
  };
}

/** As Prometheus asks for it. */
export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * From this machine, not through a proxy on it, and not from a web page whose name was made to lead
 * here: its browser sends that name as Host.
 */
function isLocal({ raw, hostname }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  const isDirect = !("x-forwarded-for" in raw.headers) && !("forwarded" in raw.headers);
  return isDirect && isLoopback(address) && namesThisMachine(hostname);
}

/** Whether a host in an address can be no other machine, whatever a name server says. */
export function namesThisMachine(hostname: string): boolean {
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  return host === "localhost" || isLoopback(host);
}

function isLoopback(address: string): boolean {
  return address === "::1" || (isIPv4(address) && address.startsWith("127."));
}
