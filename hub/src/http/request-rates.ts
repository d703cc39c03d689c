import { Failure } from "@club/shared/wire/failures.ts";
import fastifyRateLimit, { type RateLimitPluginOptions } from "@fastify/rate-limit";
import { changesPerMinute, requestsPerMinute, strangersRequestsPerMinute } from "./limits.ts";

/** For the routes of a scope: so many requests a minute of one user, with whatever keys. Speech has limits of its own. */
export const ratesByUser: RateLimitPluginOptions = {
  ...ratesOf(requestsPerMinute),
  // Behind the authentication.
  hook: "preHandler",
  keyGenerator: ({ caller }) => caller.userId,
};

/** For routes that anybody may ask: so many requests a minute of one address. */
export const ratesByAddress: RateLimitPluginOptions = ratesOf(strangersRequestsPerMinute);

/** What a route of changes has in its `config` that the audit log tells: the log is kept for ever. */
export const fewChanges: { readonly rateLimit: RateLimitPluginOptions } = {
  rateLimit: {
    ...ratesOf(changesPerMinute),
    hook: "preHandler",
    keyGenerator: ({ caller }) => caller.userId,
  },
};

/** What a route that is not to be counted has in its `config`. */
export const uncounted = { rateLimit: false } as const;

export const requestRates: typeof fastifyRateLimit = fastifyRateLimit;

function ratesOf(max: number): RateLimitPluginOptions {
  return {
    max,
    timeWindow: 60_000,
    addHeaders: {
      "x-ratelimit-limit": false,
      "x-ratelimit-remaining": false,
      "x-ratelimit-reset": false,
    },
    addHeadersOnExceeding: {
      "x-ratelimit-limit": false,
      "x-ratelimit-remaining": false,
      "x-ratelimit-reset": false,
    },
    errorResponseBuilder: (_, { ttl }) => {
      const message = `No more than ${max} requests a minute are taken here.`;
      return new Failure("RATE_LIMITED", message, { retryAfterMs: ttl });
    },
  };
}
