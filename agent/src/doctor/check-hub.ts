import { randomUUID } from "node:crypto";
import { Pump } from "@club/shared/channel/pump.ts";
import type { WsChannel } from "@club/shared/channel/ws-channel.ts";
import { AgentEndpoint } from "@club/shared/mux/agent-endpoint.ts";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { asFailure } from "@club/shared/wire/failures.ts";
import { closeCodes, limits } from "@club/shared/wire/limits.ts";
import { askHub } from "../hub-api/ask-hub.ts";
import { checkKey } from "../hub-api/check-key.ts";
import { agentLimits } from "../limits.ts";
import { dial } from "../link/dial.ts";
import { isTerminal } from "../link/refusal.ts";
import { bad, type Finding, ok } from "./finding.ts";

/** Whether the hub answers, and this machine's clock agrees with its own. */
export async function checkClock(hub: URL, wallClock: () => Date): Promise<Finding> {
  try {
    const { headers } = await askHub(hub, "healthz", {});
    const theirs = Date.parse(headers.get("date") ?? "");
    if (Number.isNaN(theirs)) return ok("clock", "the hub does not tell the time");
    const apartMs = Math.abs(wallClock().getTime() - theirs);
    const detail = `it differs from the hub's by ${Math.round(apartMs / 1_000)} s`;
    if (apartMs <= agentLimits.clockApartMs) return ok("clock", detail);
    return bad("clock", detail, "set this machine's clock (timedatectl set-ntp true)");
  } catch (thrown) {
    return bad("clock", asFailure(thrown).message, "see above");
  }
}

export async function checkToken(hub: URL, token: string): Promise<Finding> {
  try {
    await checkKey(hub, token);
    return ok("token", "the hub knows this key");
  } catch (thrown) {
    const { code, message } = asFailure(thrown);
    const fix = code === "INVALID_KEY" ? "club-agent login" : "check the hub's address";
    return bad("token", message, fix);
  }
}

/** The tunnel itself: opened, greeted, and an echo through it. */
export async function checkTunnel(
  hub: URL,
  token: string,
  version: string,
): Promise<readonly Finding[]> {
  try {
    const signal = AbortSignal.timeout(limits.handshakeMs);
    const userAgent = `club-agent/${version}`;
    const handshakeMs = limits.handshakeMs;
    const channel = await dial({ hub, token, userAgent, handshakeMs, signal });
    const roundTripMs = await echo(channel, version);
    return [ok("upgrade", "the tunnel opens"), ok("echo", `${roundTripMs.toFixed(1)} ms`)];
  } catch (thrown) {
    const failure = asFailure(thrown);
    const fix = isTerminal(failure) ? "do what it says" : "check the proxies before the hub";
    return [bad("upgrade", failure.message, fix)];
  }
}

/** Connects as an agent without services, and disconnects when an echo has come. */
async function echo(channel: WsChannel, version: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const telemetry = { ...noTelemetry, roundTrip: resolve };
  const name = `doctor-${randomUUID().slice(0, 8)}`;
  const ignored = { welcomed: () => undefined, opened: () => undefined, draining: () => undefined };
  const endpoint = new AgentEndpoint(
    { instance: randomUUID(), name, version, services: [], random: Math.random, telemetry },
    ignored,
  );
  endpoint.connect(1, performance.now());
  const pump = new Pump(endpoint, channel);
  void pump.closed.then(({ reason }) => reject(new Error(reason)));
  const timer = setTimeout(
    () => endpoint.end(closeCodes.heartbeat, "no echo"),
    agentLimits.doctorMs,
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    endpoint.end(closeCodes.done, "");
    await pump.closed;
  }
}
