import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { agentLimits } from "../limits.ts";
import { proxyFor } from "../link/proxy.ts";
import { unreachableHub } from "../link/refusal.ts";
import { bad, type Finding, ok, skipped, warning } from "./finding.ts";

/** Name, TCP and TLS of the hub, and a proxy in between. Later ones are skipped when one is bad. */
export async function checkNetwork(hub: URL): Promise<readonly Finding[]> {
  const proxy = checkProxy(hub);
  const name = await checkName(hub);
  const blocked = name.result === "bad" || proxy.result === "warning";
  const why = proxy.result === "warning" ? "the proxy connects" : "the name is not known";
  const tcp = blocked ? skipped("tcp", why) : await checkTcp(hub);
  if (hub.protocol !== "https:") return [proxy, name, tcp];
  const tls = tcp.result === "ok" ? await checkTls(hub) : skipped("tls", "there is no connection");
  return [proxy, name, tcp, tls];
}

function checkProxy(hub: URL): Finding {
  const proxy = proxyFor(hub);
  if (proxy === undefined) return ok("proxy", "none is in the way");
  const fix = `if something below fails, let it reach ${hub.host} or add that to NO_PROXY`;
  return warning("proxy", `connections go through ${proxy.host}`, fix);
}

async function checkName(hub: URL): Promise<Finding> {
  const name = hostOf(hub);
  try {
    const { address } = await lookup(name);
    return ok("name", `${name} is ${address}`);
  } catch {
    return bad("name", `${name} is not known`, "check the hub's address and your DNS");
  }
}

async function checkTcp(hub: URL): Promise<Finding> {
  const startMs = performance.now();
  try {
    await opened(connect(portOf(hub), hostOf(hub)), "connect");
    return ok("tcp", `connected in ${Math.round(performance.now() - startMs)} ms`);
  } catch (error) {
    return bad("tcp", unreachableHub(hub.origin, error).message, "check that the hub runs there");
  }
}

async function checkTls(hub: URL): Promise<Finding> {
  const host = hostOf(hub);
  try {
    await opened(connectTls({ host, port: portOf(hub), servername: host }), "secureConnect");
    return ok("tls", "its certificate is good");
  } catch (error) {
    const fix = "check the clock, or set NODE_EXTRA_CA_CERTS to your CA's file";
    return bad("tls", unreachableHub(hub.origin, error).message, fix);
  }
}

async function opened(socket: ReturnType<typeof connect>, event: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.setTimeout(agentLimits.doctorMs, () => socket.destroy(new Error("no answer came")));
  socket.once(event, resolve);
  socket.once("error", reject);
  await promise.finally(() => socket.destroy());
}

function hostOf(hub: URL): string {
  return hub.hostname.replace(/^\[|\]$/g, "");
}

function portOf(hub: URL): number {
  if (hub.port !== "") return Number(hub.port);
  return hub.protocol === "https:" ? 443 : 80;
}
