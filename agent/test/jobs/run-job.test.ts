import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, Utterance } from "../../src/engines/engine.ts";
import { engineLimits } from "../../src/engines/limits.ts";
import { PacedEngine } from "../link/paced-engine.ts";
import { TestHub } from "../link/test-hub.ts";
import { runAgent } from "../running-agent.ts";
import { until } from "../until.ts";

/** An engine that remembers what it was asked, and answers with one silent chunk. */
class RecordingEngine extends PacedEngine {
  readonly utterances: Utterance[] = [];

  constructor() {
    super(1, 0);
  }

  override speak(...[utterance, signal]: Parameters<Engine["speak"]>): ReturnType<Engine["speak"]> {
    this.utterances.push(utterance);
    return super.speak(utterance, signal);
  }
}

function promptOf(audio: Uint8Array): { audio: Uint8Array; hash: string; transcript: string } {
  const hash = createHash("sha256").update(audio).digest("hex");
  return { audio, hash, transcript: "what is said" };
}

test("a reference recording comes whole, and a second request needs no upload", async () => {
  await using hub = await TestHub.start();
  const engine = new RecordingEngine();
  await using agent = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const audio = randomBytes(300_000);
  assert.equal((await hub.speak("one", { prompt: promptOf(audio) }).over).failure, undefined);
  assert.deepEqual(Buffer.from(engine.utterances[0]?.prompt?.wav ?? []), audio);
  assert.equal(engine.utterances[0]?.prompt?.transcript, "what is said");
  const received = agent.daemon.tunnel.receivedBytes;
  assert.equal(received, 300_000);

  assert.equal((await hub.speak("two", { prompt: promptOf(audio) }).over).failure, undefined);
  assert.deepEqual(Buffer.from(engine.utterances[1]?.prompt?.wav ?? []), audio);
  assert.equal(agent.daemon.tunnel.receivedBytes, received);
});

test("a recording that the hub wants forgotten is uploaded again", async () => {
  await using hub = await TestHub.start();
  await using agent = await runAgent({ hub: hub.url, engine: new RecordingEngine() });
  await until("the agent is here", () => hub.isUsable);
  const prompt = promptOf(randomBytes(10_000));
  await hub.speak("one", { prompt }).over;
  hub.endpoint?.forget(prompt.hash, performance.now());
  await hub.speak("two", { prompt }).over;
  assert.equal(agent.daemon.tunnel.receivedBytes, 20_000);
});

test("a recording that is not what was announced is refused, and not kept", async () => {
  await using hub = await TestHub.start();
  const engine = new RecordingEngine();
  await using _ = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const prompt = { ...promptOf(randomBytes(1_000)), hash: "0".repeat(64) };
  const heard = await hub.speak("one", { prompt }).over;
  assert.equal(heard.failure?.code, "BAD_INPUT");
  assert.equal(engine.utterances.length, 0);
});

test("everything a request says reaches the engine", async () => {
  await using hub = await TestHub.start();
  const engine = new RecordingEngine();
  await using _ = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  await hub.speak("Hello.", {
    voice: "one",
    language: "en-GB",
    instructions: "whisper",
    parameters: { speed: 1.5, cfg_scale: 3, fast: true },
    structures: { options: { normalize: [true, null] } },
  }).over;
  assert.deepEqual(engine.utterances, [
    {
      text: "Hello.",
      voice: "one",
      language: "en-GB",
      instructions: "whisper",
      speed: 1.5,
      parameters: { cfg_scale: 3, fast: true, options: { normalize: [true, null] } },
    },
  ]);
});

test("a cancel during the upload of a recording is acknowledged, without the engine", async () => {
  await using hub = await TestHub.start();
  const engine = new RecordingEngine();
  await using agent = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("one", { prompt: promptOf(randomBytes(4_000_000)) });
  await until("it comes", () => agent.daemon.tunnel.receivedBytes > 0);
  heard.cancel();
  await heard.over;
  assert.equal(engine.utterances.length, 0);
  await until("it is counted", () => agent.daemon.status().services[0]?.cancelled === 1);
});

test("an engine that ignores its signal cannot keep the hub waiting, nor its slot for ever", async () => {
  await using hub = await TestHub.start();
  class DeafEngine extends PacedEngine {
    override speak(): ReturnType<Engine["speak"]> {
      return new Promise(() => undefined);
    }
  }
  await using agent = await runAgent({ hub: hub.url, engine: new DeafEngine(1, 0) });
  await until("the agent is here", () => hub.isUsable);
  const heard = hub.speak("one");
  await until("it is at work", () => agent.daemon.status().services[0]?.busy === 1);
  heard.cancel();
  await heard.over;
  await until("its slot is free", () => agent.daemon.status().services[0]?.busy === 0);
  assert.equal(agent.daemon.status().services[0]?.cancelled, 1);
});

test("an error that is no Failure ends its own request and tells nothing of itself", async () => {
  await using hub = await TestHub.start();
  class BrokenEngine extends PacedEngine {
    override speak(): ReturnType<Engine["speak"]> {
      return Promise.reject(new TypeError("x is not a function"));
    }
  }
  await using _ = await runAgent({ hub: hub.url, engine: new BrokenEngine(1, 0) });
  await until("the agent is here", () => hub.isUsable);
  const heard = await hub.speak("one").over;
  assert.equal(heard.failure?.code, "INTERNAL");
  assert.doesNotMatch(heard.failure.message, /function/);
});

test("a request for a service that is not there is refused, and may succeed elsewhere", async () => {
  await using hub = await TestHub.start();
  await using _ = await runAgent({ hub: hub.url, engine: new PacedEngine(1, 0) });
  await until("the agent is here", () => hub.isUsable);
  const heard = await hub.speak("one", { service: "another" }).over;
  assert.equal(heard.failure?.code, "MODEL_NOT_FOUND");
  assert.equal(heard.failure.elsewhere, true);
});

test("a deadline that passes stops the engine and counts as a failure", async () => {
  await using hub = await TestHub.start();
  const engine = new PacedEngine(1_000, 10);
  await using agent = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  // Long enough for the engine to have begun, also on a machine that is busy.
  const heard = await hub.speak("a long story", { deadlineMs: 3_000 }).over;
  assert.equal(heard.failure?.code, "DEADLINE");
  await until("the engine stands still", () => engine.stoppedMs !== undefined);
  await until("it is counted", () => agent.daemon.status().services[0]?.failed === 1);
});

test("the slot of cancelled work is held until an engine that goes on with it answers again", async () => {
  await using hub = await TestHub.start();
  class StubbornEngine extends PacedEngine {
    override async describe(): ReturnType<Engine["describe"]> {
      return { ...(await super.describe()), goesOnAfterCancel: true };
    }
  }
  const engine = new StubbornEngine(1_000, 10);
  await using agent = await runAgent({ hub: hub.url, engine });
  await until("the agent is here", () => hub.isUsable);
  const service = () => agent.daemon.status().services[0];
  const heard = hub.speak("a long story");
  await until("it is at work", () => engine.started === 1);
  engine.state = { state: "busy" };
  heard.cancel();
  await heard.over;
  await until("it is counted", () => service()?.cancelled === 1);
  assert.deepEqual([service()?.busy, service()?.finishing], [1, 1]);
  assert.equal((await hub.speak("another").over).failure?.code, "BUSY");
  engine.state = { state: "ready" };
  await until("the slot is free", () => service()?.busy === 0);
  assert.equal(service()?.finishing, 0);
});

test("what the answers show of streaming and first audio is declared", async () => {
  await using hub = await TestHub.start();
  class SlowStarter extends PacedEngine {
    override async speak(
      ...[utterance, signal]: Parameters<Engine["speak"]>
    ): ReturnType<Engine["speak"]> {
      await sleep(engineLimits.tellingMs + 50);
      return await super.speak(utterance, signal);
    }
  }
  await using _ = await runAgent({ hub: hub.url, engine: new SlowStarter(3, 0) });
  await until("the agent is here", () => hub.isUsable);
  assert.deepEqual(hub.services[0]?.features, ["streaming"]);
  assert.equal((await hub.speak("One sentence. And another.").over).failure, undefined);
  await until("it is declared", () => hub.services[0]?.streams === false);
  assert.deepEqual(hub.services[0]?.features, []);
  assert.ok((hub.services[0]?.firstAudioMs ?? 0) >= engineLimits.tellingMs);
});
