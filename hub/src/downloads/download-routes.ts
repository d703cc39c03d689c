import { Failure } from "@club/shared/wire/failures.ts";
import { fastifyStatic } from "@fastify/static";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { ratesByAddress, requestRates } from "../http/request-rates.ts";
import { installScript, type Release } from "./release.ts";

export type DownloadRoutesOptions = {
  readonly release: Release;
  /** The hub's address as the outside sees it; undefined: as the request names it. */
  readonly publicUrl: string | undefined;
};

/** What installs an agent of this hub's version, for everyone: `/install.sh`, `/install.ps1`, `/install/…`. */
export function downloadRoutes({ release, publicUrl }: DownloadRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    await app.register(requestRates, ratesByAddress);
    for (const kind of ["sh", "ps1"] as const) {
      app.get(`/install.${kind}`, { schema: { hide: true } }, async (request, reply) => {
        const script = await installScript(release, kind, hubAddress(request, publicUrl));
        return reply.headers(scriptHeaders).send(script);
      });
    }
    await app.register(fastifyStatic, {
      root: release.folder,
      prefix: "/install/",
      decorateReply: false,
      index: false,
      allowedPath: (path) => release.files.has(path.replace(/^\//, "")),
      // The next hub has the next version's under the same names.
      cacheControl: false,
      setHeaders: (reply) => void reply.headers({ "cache-control": "no-cache" }),
    });
  };
}

const scriptHeaders = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "no-store",
} as const;

/** It goes into a script between quotes: whoever asks may name any host. */
function hubAddress({ protocol, host }: FastifyRequest, publicUrl: string | undefined): string {
  const address = (publicUrl ?? `${protocol}://${host}`).replace(/\/$/, "");
  if (/^https?:\/\/[\w.:[\]/~-]+$/.test(address)) return address;
  throw new Failure("INVALID_REQUEST", "This host's name cannot stand in a script.");
}
