import { fastifyStatic } from "@fastify/static";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the build puts the dashboard, beside both `src/` and the compiled `dist/`. */
export const builtWebFolder: string = fileURLToPath(new URL("../../web/dist/", import.meta.url));

/** The dashboard's pages: one document, whose script shows the page that its address names. */
export const webPages: readonly string[] = [
  "/",
  "/dialogue",
  "/history",
  "/usage",
  "/providers",
  "/members",
  "/activate",
];

/** Serves the dashboard that is built in `folder`; where there is none, a page that says how to get it. */
export function webRoutes(folder: string = builtWebFolder): FastifyPluginAsync {
  return async (app) => {
    const isBuilt = existsSync(join(folder, "index.html"));
    if (isBuilt) {
      await app.register(fastifyStatic, {
        root: join(folder, "assets"),
        prefix: "/assets/",
        decorateReply: false,
        index: false,
        preCompressed: true,
        // The files' names change with their contents.
        immutable: true,
        maxAge: "365d",
        setHeaders: (reply) => void reply.headers(fileHeaders),
      });
    }
    const hidden = { schema: { hide: true } };
    for (const page of webPages) {
      app.get(page, hidden, async (_, reply) => {
        if (!isBuilt) return reply.code(503).headers(pageHeaders("")).send(notBuilt);
        return sendDocument(reply, join(folder, "index.html"));
      });
    }
    app.get("/*", hidden, async (request, reply) => {
      if (!isBuilt || !isVisit(request)) return reply.callNotFound();
      return sendDocument(reply.code(404), join(folder, "index.html"));
    });
    app.get("/favicon.ico", hidden, (_, reply) => reply.redirect("/assets/icon.svg", 301));
  };
}

/** Whether somebody looks for a page in a browser; a program is told in JSON that there is none. */
function isVisit({ url, headers }: FastifyRequest): boolean {
  return !url.startsWith("/v1/") && headers["sec-fetch-dest"] === "document";
}

/** What the build writes where the hub puts a new nonce into each answer. */
const nonceMark = "CSP_NONCE";

async function sendDocument(reply: FastifyReply, file: string): Promise<FastifyReply> {
  const nonce = randomBytes(18).toString("base64");
  const html = await readFile(file, "utf8");
  return reply.headers(pageHeaders(nonce)).send(html.replaceAll(nonceMark, nonce));
}

const fileHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * Nothing from elsewhere, nothing inline, and no page around this one. The nonce is for the styles that
 * the waveform's shadow tree brings; blob: is for a recording that is heard before it is sent.
 */
function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  const policy = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": nonce === "" ? "'none'" : `'self' 'nonce-${nonce}'`,
    "img-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self' blob: mediastream:",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
  };
  const directives = Object.entries(policy).map(([name, sources]) => `${name} ${sources}`);
  return {
    ...fileHeaders,
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": directives.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
  };
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
