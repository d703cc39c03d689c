import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { sessionLifeMs } from "../accounts/limits.ts";

/** The token in a request's session cookie, if it has one. */
export function sessionToken({ cookie = "", host }: IncomingHttpHeaders): string | undefined {
  const wanted = cookieName(host);
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
export function sessionCookie(
  token: string | undefined,
  host: string | undefined,
  isSecure: boolean,
): string {
  const lifeSeconds = token === undefined ? 0 : sessionLifeMs / 1000;
  const pair = `${cookieName(host)}=${token ?? ""}`;
  const secure = isSecure ? "; Secure" : "";
  return `${pair}; Path=/; Max-Age=${lifeSeconds}; HttpOnly; SameSite=Strict${secure}`;
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

/** Browsers give a cookie to every port of a host: each hub there needs a name of its own. */
function cookieName(host = ""): string {
  const port = /:(\d+)$/.exec(host)?.[1];
  return port === undefined ? "club_session" : `club_session_${port}`;
}

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : "";
}
