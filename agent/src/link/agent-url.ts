/** Where an agent dials, given the hub's address as people know it: `https://hub` → `wss://hub/v1/agent`. */
export function agentUrl(hub: URL): URL {
  const url = new URL(hub);
  url.protocol = hub.protocol === "https:" ? "wss:" : "ws:";
  url.pathname = `${hub.pathname.replace(/\/+$/, "")}/v1/agent`;
  url.search = "";
  url.hash = "";
  return url;
}

/** Whether the address names this machine, so that nobody in between can read a key. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.toLowerCase();
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}
