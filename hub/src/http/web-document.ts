import type { FastifyReply } from "fastify";
import { randomBytes } from "node:crypto";
import { fileHeaders, type WebBuild } from "./web-build.ts";

/**
 * Answers with the dashboard's document of a build. `head`: HTML for its head, instead of the title that
 * the build gave it.
 */
export async function sendDocument(
  reply: FastifyReply,
  build: WebBuild,
  head?: string,
): Promise<FastifyReply> {
  const nonce = randomBytes(18).toString("base64");
  const built = await build.document();
  const html = head === undefined ? built : built.replace(/<title>[^<]*<\/title>/, () => head);
  return reply.headers(pageHeaders(nonce)).send(html.replaceAll(nonceMark, nonce));
}

/** What the build writes where the hub puts a new nonce into each answer. */
const nonceMark = "CSP_NONCE";

/**
 * Nothing from elsewhere, nothing inline, and no page around this one. The nonce is for the styles that
 * the waveform's shadow tree brings; blob: is for a recording that is heard before it is sent.
 */
export function pageHeaders(nonce: string): Readonly<Record<string, string>> {
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
