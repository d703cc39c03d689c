import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import { sessionLifeMs } from "../accounts/limits.ts";

/** The token in a request's session cookie, if it has one. */
export function sessionToken(request: IncomingMessage): string | undefined {
  const { cookie = "", host } = request.headers;
  const wanted = cookieName(host, isSecure(request));
  for (const pair of cookie.split(";")) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === wanted && value) return value;
  }
  return undefined;
}

/**
 * `Set-Cookie` that signs a browser in at this host, or out where there is no token. Scripts cannot
 * read it and no other site's request carries it.
 */
export function sessionCookie(token: string | undefined, request: IncomingMessage): string {
  const lifeSeconds = token === undefined ? 0 : sessionLifeMs / 1000;
  const pair = `${cookieName(request.headers.host, isSecure(request))}=${token ?? ""}`;
  const secure = isSecure(request) ? "; Secure" : "";
  return `${pair}; Path=/; Max-Age=${lifeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * Whether the browser came over TLS, to this hub or to a proxy in front of it. Believing a header that
 * may be forged does no harm here: it can only make the cookie stricter.
 */
function isSecure({ socket, headers }: IncomingMessage): boolean {
  return socket instanceof TLSSocket || headers["x-forwarded-proto"] === "https";
}

/**
 * Whether a browser's request comes from the dashboard itself. SameSite cookies hold other sites off,
 * but not other ports of this host; Sec-Fetch-Site does, and where a browser sends none (plain HTTP to
 * another machine) the Origin of what would change something.
 */
export function isFromDashboard({ method = "", headers }: IncomingMessage): boolean {
  const isSafe = method === "GET" || method === "HEAD";
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || (site === "none" && isSafe);
  return isSafe || hostOf(headers.origin) === headers.host;
}

/**
 * Browsers give a cookie to every port of a host: each hub there needs a name of its own. Under TLS
 * the prefix keeps others from setting it, such as a site at a sister's name (RFC 6265bis, 4.1.3.2).
 */
function cookieName(host: string | undefined, secure: boolean): string {
  const port = /:(\d+)$/.exec(host ?? "")?.[1];
  const name = port === undefined ? "club_session" : `club_session_${port}`;
  return secure ? `__Host-${name}` : name;
}

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : "";
}
