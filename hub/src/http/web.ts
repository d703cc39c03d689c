import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { ownWebBuild, type WebBuild } from "./web-build.ts";
import { pageHeaders, sendDocument } from "./web-document.ts";

/** The dashboard's pages: one document, whose script shows the page that its address names. */
export const webPages: readonly string[] = [
  "/",
  "/dialogue",
  "/history",
  "/links",
  "/usage",
  "/account",
  "/providers",
  "/members",
  "/audit",
  "/activate",
  "/join",
  "/docs",
];

/** Serves the dashboard; where it is not built, a page that says how to get it. */
export function webRoutes(build: WebBuild = ownWebBuild()): FastifyPluginAsync {
  return async (app) => {
    const { isBuilt } = build;
    if (isBuilt) await app.register(build.assets);
    const hidden = { schema: { hide: true } };
    for (const page of webPages) {
      app.get(page, hidden, async (_, reply) => {
        if (!isBuilt) return reply.code(503).headers(pageHeaders("")).send(notBuilt);
        return sendDocument(reply, build);
      });
    }
    app.get("/*", hidden, async (request, reply) => {
      if (!isBuilt || !isVisit(request)) return reply.callNotFound();
      return sendDocument(reply.code(404), build);
    });
    app.get("/favicon.ico", hidden, (_, reply) => reply.redirect("/assets/icon.svg", 301));
  };
}

/** Whether somebody looks for a page in a browser; a program is told in JSON that there is none. */
function isVisit({ url, headers }: FastifyRequest): boolean {
  return !url.startsWith("/v1/") && headers["sec-fetch-dest"] === "document";
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Club</title>
<h1>This hub is up, its dashboard is not built</h1>
<p>The API works all the same. For the dashboard, run <code>npm run setup</code> in the hub's
folder and start the hub again.</p>
</html>
`;
