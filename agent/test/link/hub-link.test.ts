import { closeCodes } from "@club/shared/wire/limits.ts";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { test } from "node:test";
import { espeakEngine } from "../../src/engines/program/espeak-ng.ts";
import { serviceConfigSchema } from "../../src/engines/service-config-schema.ts";
import { runAgent } from "../running-agent.ts";
import { until } from "../until.ts";
import { PacedEngine } from "./paced-engine.ts";
import { TestHub } from "./test-hub.ts";

test("an agent declares its services and speaks what it is asked to", async () => {
  await using hub = await TestHub.start();
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(5, 0) });
  await until("the agent is here", () => hub.isUsable);
  assert.equal(hub.tokens[0], "club-test-key");
  assert.equal(hub.services[0]?.model, "test-voice");
  assert.equal(hub.services[0]?.ready, true);
  assert.deepEqual(hub.services[0]?.voices, [{ name: "one", languages: ["en"] }]);

  const heard = await hub.speak("hello").over;
  assert.deepEqual(heard.audio, new PacedEngine(5, 0).wholeAudio);
  assert.deepEqual(heard.facts, { seed: 7 });
  const [service] = agent.daemon.status().services;
  assert.equal(service?.served, 1);
  assert.equal(service?.audio_seconds, 1);
  assert.equal(agent.daemon.status().state, "online");
});

test("espeak-ng is heard through the tunnel", async () => {
  await using hub = await TestHub.start();
  const config = serviceConfigSchema.parse({ engine: "espeak-ng" });
  assert.equal(config.engine, "espeak-ng");
  await using _ = await runAgent({ hub: hub.url, engine: espeakEngine(config) });
  await until("the agent is here", () => hub.isUsable);
  const heard = await hub.speak("One, two, three. Testing.").over;
  assert.deepEqual(heard.format, { rateHz: 22_050, channels: 1 });
  assert.ok(heard.bytes > 22_050, "more than half a second is heard");
});

test("a socket that is cut three times in mid-speech costs no byte", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(30, 40);
  await using _ = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("a long story");
  for (const bytes of [20_000, 90_000, 170_000]) {
    await until(`${bytes} bytes are heard`, () => heard.bytes >= bytes);
    hub.cut();
  }
  await heard.over;
  assert.equal(heard.failure, undefined);
  assert.deepEqual(heard.audio, engine.wholeAudio);
  assert.equal(engine.started, 1);
  assert.ok(hub.hellos.length >= 4);
});

test("a hub that is away for some seconds is found again, and the speech goes on", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(20, 100);
  await using agent = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("a long story");
  await until("audio is heard", () => heard.bytes > 0);
  hub.welcome = { at: "refuse", status: 503 };
  hub.cut();
  await until("the agent waits", () => agent.daemon.status().state === "reconnecting");
  const asked = hub.tokens.length;
  await until("it has tried again", () => hub.tokens.length >= asked + 2);
  hub.welcome = { at: "welcome" };
  assert.deepEqual((await heard.over).audio, engine.wholeAudio);
});

test("a cancel stops the engine and is acknowledged", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(1_000, 10);
  await using agent = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("a long story");
  await until("audio is heard", () => heard.bytes > 0);
  heard.cancel();
  await heard.over;
  assert.notEqual(engine.stoppedMs, undefined);
  await until("it is counted", () => agent.daemon.status().services[0]?.cancelled === 1);
  assert.equal(agent.daemon.status().services[0]?.busy, 0);
});

test("a request past the slots is answered BUSY, and the slot is free afterwards", async () => {
  await using hub = await TestHub.start();
  await using _ = await runAgent({ hub: hub.url, engine: new PacedEngine(20, 10) });
  await until("the agent is here", () => hub.isUsable);
  const first = hub.speak("first");
  const second = await hub.speak("second").over;
  assert.equal(second.failure?.code, "BUSY");
  assert.equal(second.failure.elsewhere, true);
  assert.equal((await first.over).failure, undefined);
  assert.equal((await hub.speak("third").over).failure, undefined);
});

test("an engine's failure reaches the hub and the status with its own words", async () => {
  await using hub = await TestHub.start();
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0) });
  await until("the agent is here", () => hub.isUsable);
  const heard = await hub.speak("fail").over;
  assert.equal(heard.failure?.code, "ENGINE_FAILED");
  assert.equal(heard.failure.message, "The engine says: no.");
  const [service] = agent.daemon.status().services;
  assert.equal(service?.last_error, "The engine says: no.");
  assert.equal(service?.failed, 1);
});

test("a consumer that reads nothing makes the engine stand still, and gets every byte later", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(60, 0);
  await using _ = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("a long story");
  heard.isReading = false;
  await until("the format is known", () => heard.format !== undefined);
  assert.equal(engine.stoppedMs, undefined);
  heard.read();
  assert.deepEqual((await heard.over).audio, engine.wholeAudio);
});

test("an agent that is told to stop finishes its streams, refuses later ones and ends", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(10, 30);
  await using agent = await runAgent({ hub: hub.url, engine, slots: 2 });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("a story");
  await until("audio is heard", () => heard.bytes > 0);
  const drained = agent.daemon.drain();
  assert.equal(agent.daemon.status().state, "draining");
  await until("the hub knows", () => hub.drained === 1);
  assert.deepEqual((await heard.over).audio, engine.wholeAudio);
  await drained;
  assert.equal(await agent.ended, undefined);
});

test("a hub that drains keeps its streams while the agent takes new work on another socket", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(30, 30);
  await using _ = await runAgent({ hub: hub.url, engine, slots: 2 });
  await until("the agent is here", () => hub.isUsable);
  const old = hub.endpoint;
  const first = hub.speak("a story");
  await until("audio is heard", () => first.bytes > 0);
  old?.drain(30_000, 10);
  await until("the agent has a new session", () => hub.endpoint !== old && hub.isUsable);
  const second = hub.speak("another story");
  assert.deepEqual((await second.over).audio, engine.wholeAudio);
  assert.deepEqual((await first.over).audio, engine.wholeAudio);
  old?.end(closeCodes.restart, "the hub has stopped");
  await until("the old socket is closed", () => old?.link === undefined);
});

test("an engine that dies is taken off, and comes back", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(1, 0);
  engine.state = { state: "down", reason: "The server is not there." };
  await using agent = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  assert.equal(hub.services[0]?.ready, false);
  assert.equal(hub.services[0].reason, "The server is not there.");
  await until("it says so", () => agent.daemon.status().state === "degraded");
  assert.equal((await hub.speak("hello").over).failure?.code, "NOT_READY");
  engine.state = { state: "ready" };
  await until("it is declared again", () => hub.services[0]?.ready === true);
  assert.equal((await hub.speak("hello").over).failure, undefined);
});

test("a key that is refused at first ends the agent", async () => {
  await using hub = await TestHub.start();
  hub.welcome = { at: "refuse", status: 401 };
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0) });
  const failure = await agent.ended;
  assert.equal(failure?.code, "INVALID_KEY");
  assert.match(failure.message, /no room here/);
});

test("a version that is refused at first ends the agent", async () => {
  await using hub = await TestHub.start();
  hub.welcome = { at: "close", code: 4426, reason: "protocol 2 to 3" };
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0) });
  assert.equal((await agent.ended)?.code, "VERSION_REFUSED");
});

test("a key that is refused later is held until its file changes", async () => {
  await using hub = await TestHub.start();
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0) });
  await until("the agent is here", () => hub.isUsable);
  hub.welcome = { at: "refuse", status: 401 };
  hub.endpoint?.end(4401, "revoked");
  await until("it needs a login", () => agent.daemon.status().state === "needs_login");
  hub.welcome = { at: "welcome" };
  await writeFile(agent.tokenFile, "another-key\n");
  await until("it is back", () => agent.daemon.status().state === "online");
  assert.equal(hub.tokens.at(-1), "another-key");
});

test("a name that is taken is told with what to do, and tried again", async () => {
  await using hub = await TestHub.start();
  hub.welcome = { at: "close", code: 4410, reason: "rig is here already" };
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0) });
  await until("it waits", () => agent.daemon.status().attempts > 0);
  assert.match(agent.daemon.status().reason ?? "", /--name/);
  hub.welcome = { at: "welcome" };
  await until("it is back", () => agent.daemon.status().state === "online");
});

test("a hub that asks to wait is not dialled before", async () => {
  await using hub = await TestHub.start();
  hub.welcome = { at: "refuse", status: 503, headers: { "retry-after": "3600" } };
  await using agent = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0) });
  await until("it waits", () => agent.daemon.status().attempts > 0);
  assert.ok((agent.daemon.status().retry_s ?? 0) > 3_500);
});

test("with --once, a hub that cannot be reached ends the agent", async () => {
  const hub = await TestHub.start();
  const { url } = hub;
  await hub[Symbol.asyncDispose]();
  await using agent = await runAgent({ hub: url, engine: new PacedEngine(1, 0), once: true });
  const failure = await agent.ended;
  assert.equal(failure?.code, "CONN_LOST");
  assert.match(failure.message, /nothing listens there/);
});
