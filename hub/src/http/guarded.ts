import type {
  FastifyPluginAsync,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
} from "fastify";
import { ratesByUser, requestRates } from "./request-rates.ts";

/** Routes behind a key or a session: kept by no cache unless one says more exactly, and counted by user. */
export function guarded(
  authenticated: onRequestAsyncHookHandler,
  ...routes: readonly FastifyPluginAsync[]
): FastifyPluginAsync {
  return async (app) => {
    app.addHook("onRequest", keepPrivate);
    app.addHook("onRequest", authenticated);
    await app.register(requestRates, ratesByUser);
    for (const some of routes) await app.register(some);
  };
}

async function keepPrivate(_: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header("cache-control", "no-store");
}
