import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { HubLink } from "../../agent/src/link/hub-link.ts";
import { until } from "../until.ts";
import { get } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

const agents = 1_000;

test("1,000 agents are back within the backoff window after the hub was killed", async (t) => {
  const club = await startClub(t);
  const links = Array.from({ length: agents }, (_, at) => linkOf(club.hub.url, club.member, at));
  const running = links.map((link) => link.run());
  t.after(async () => {
    for (const link of links) link.close();
    await Promise.allSettled(running);
  });
  const allAreHere = async (): Promise<true | undefined> => {
    const { data } = await get<{ data: unknown[] }>(club, "/v1/providers");
    return data.length === agents ? true : undefined;
  };
  const timeoutMs = 2 * limits.backoffCapMs;
  await until("all agents to connect", allAreHere, { timeoutMs });
  club.hub.kill("SIGKILL");
  await club.hub.ended;
  await club.restartHub();
  await until("all agents to be back", allAreHere, { timeoutMs });
  const { data } = await get<{ data: { providers: number }[] }>(club, "/v1/models");
  assert.equal(data[0]?.providers, agents);
});

function linkOf(hub: string, token: string, at: number): HubLink {
  const service = {
    id: "tts",
    type: "tts",
    model: "storm",
    voices: [{ name: "v", languages: ["en"] }],
    features: ["streaming"],
    slots: 1,
    ready: true,
    access: "members",
  } as const;
  const options = {
    hub: new URL(hub),
    name: `agent-${at}`,
    version: "0",
    instance: randomUUID(),
    readToken: () => Promise.resolve(token),
    tokenChanged: () => new Promise<void>(() => undefined),
    once: false,
    services: [service],
    telemetry: noTelemetry,
    random: Math.random,
    now: () => performance.now(),
  };
  return new HubLink(options, {
    opened: ignore,
    changed: ignore,
    forgetPrompt: ignore,
    faulted: ignore,
  });
}

function ignore(): void {}
