import assert from "node:assert/strict";
import { test } from "node:test";
import { TcpProxy } from "../../shared/test/channel/tcp-proxy.ts";
import { until } from "../until.ts";
import { startAgentThrough } from "./harness/agent-through.ts";
import { startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { patienceMs } from "./harness/limits.ts";
import { lastEntry, speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("a hub that is told to stop waits for no agent whose socket dropped before it answered a cancel", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await using proxy = await TcpProxy.start(Number(new URL(club.hub.url).port));
  await using _ = await startAgentThrough(proxy, club, [engine.service()]);
  const consumer = new AbortController();
  const body = { model: "hand-fed", input: "On and on." };
  const answer = speak(club, body, { signal: consumer.signal });
  (await engine.nextUtterance()).speak(0.5);
  await answer;

  // The RESET finds no agent, nor does the agent find the way back.
  proxy.unplug();
  consumer.abort();
  assert.equal((await lastEntry(club)).status, "cancelled");
  const isLost = (): true | undefined =>
    club.hub.log().includes("agent's socket closed") || undefined;
  await until("the hub to miss its agent", isLost, { timeoutMs: patienceMs });
  club.hub.kill("SIGTERM");
  // It would be killed, and say so, if it did not end by itself within the harness's patience.
  assert.equal(await club.hub.ended, "ended with exit code 0");
});
