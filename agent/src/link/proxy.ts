import { getProxyForUrl } from "proxy-from-env";
import { isLoopback } from "./agent-url.ts";

/**
 * The proxy on the way to a hub, for the tunnel, for `login` and for `doctor` alike: HTTPS_PROXY (or
 * ALL_PROXY) unless NO_PROXY says otherwise. Plain http never goes through a proxy: it is this machine's
 * own hub, or one that --insecure names, and a proxy would read its key.
 */
export function proxyFor(hub: URL): URL | undefined {
  if (hub.protocol !== "https:" || isLoopback(hub)) return undefined;
  const proxy = getProxyForUrl(hub.href);
  return URL.canParse(proxy) ? new URL(proxy) : undefined;
}
