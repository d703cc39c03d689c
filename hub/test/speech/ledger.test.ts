import assert from "node:assert/strict";
import { test } from "node:test";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { noTelemetry } from "@club/shared/mux/mux-endpoint.ts";
import { HubEndpoint } from "@club/shared/mux/hub-endpoint.ts";
import { Provider, Service } from "../../src/providers/provider.ts";
import { Ledger } from "../../src/speech/ledger.ts";
import { ManualClock } from "../manual-clock.ts";
import { ownerCalled } from "../providers/scripted-agent.ts";

const slow: PcmFormat = { rateHz: 22_050, channels: 1 };
const fast: PcmFormat = { rateHz: 44_100, channels: 1 };

test("a failover to another rate counts once, however many chunks are skipped", () => {
  const ledger = new Ledger(0, new ManualClock());
  const [first, second] = [service("a"), service("b")];
  for (let chunk = 0; chunk < 100; chunk += 1) {
    ledger.spoke(first, slow, 4_410);
    ledger.delivered(slow, 4_410);
  }
  for (let chunk = 0; chunk < 200; chunk += 1) {
    ledger.spoke(second, fast, 8_820);
    if (chunk < 100) ledger.skipped(second, 4_410);
    else ledger.delivered(slow, 4_410);
  }
  assert.deepEqual(
    ledger.parts.map(({ provider, rateHz, frames, skippedFrames }) => ({
      provider,
      rateHz,
      frames,
      skippedFrames,
    })),
    [
      { provider: "a", rateHz: 22_050, frames: 220_500, skippedFrames: 0 },
      { provider: "b", rateHz: 44_100, frames: 882_000, skippedFrames: 441_000 },
    ],
  );
  assert.equal(ledger.audioSeconds, 20);
});

test("providers that take turns are one part each, and the last is who spoke last", () => {
  const ledger = new Ledger(0, new ManualClock());
  const [first, second] = [service("a"), service("b")];
  for (const one of [first, second, first, second, first]) ledger.spoke(one, slow, 100);
  assert.deepEqual(
    ledger.parts.map(({ provider, frames }) => [provider, frames]),
    [
      ["a", 150],
      ["b", 100],
    ],
  );
  assert.equal(ledger.provider, "ann/a");
});

function service(name: string): Service {
  const listener = { declared: () => undefined, draining: () => undefined, over: () => undefined };
  const options = {
    session: name,
    hub: "hub",
    resumeToken: "token",
    random: Math.random,
    telemetry: noTelemetry,
  };
  const facts = {
    name,
    version: "1",
    instance: name,
    owner: ownerCalled("ann"),
    attachedMs: 0,
  };
  const provider = new Provider(facts, new HubEndpoint(options, listener, 0));
  return new Service(provider, {
    id: "tts",
    type: "tts",
    model: "m",
    voices: [],
    features: [],
    slots: 1,
    ready: true,
    access: "members",
  });
}
