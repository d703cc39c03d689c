import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";

/**
 * Watches which routes are added from now on. The plugin that it returns, registered behind them all,
 * refuses every other method of their paths with 405 and names theirs in `Allow` (RFC 9110, 15.5.6).
 */
export function refuseOtherMethods(app: FastifyInstance): FastifyPluginAsync {
  const methods = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    // A path that stands for whatever is not there has nothing to refuse.
    if (url.startsWith("/*") || url === "*") return;
    const known = methods.get(url) ?? new Set();
    for (const one of [method].flat()) known.add(one);
    methods.set(url, known);
  });
  return async (scoped) => {
    for (const [url, known] of methods) refuseOthers(scoped, url, [...known]);
  };
}

function refuseOthers(app: FastifyInstance, url: string, known: readonly string[]): void {
  const method = app.supportedMethods.filter((one) => !known.includes(one));
  if (method.length === 0) return;
  const allow = [...known].sort().join(", ");
  app.route({
    url,
    method,
    schema: { hide: true },
    // Before a body is read, which might be refused for another reason.
    onRequest: async (request, reply) => {
      reply.header("allow", allow);
      const message = `${request.method} is not for this path; it takes ${allow}.`;
      throw new Failure("METHOD_NOT_ALLOWED", message);
    },
    handler: () => undefined,
  });
}
