import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { Registry } from "../../src/providers/registry.ts";
import { Ledger } from "../../src/speech/ledger.ts";
import { FailoverStream } from "../../src/speech/failover-stream.ts";
import { systemClock } from "../../src/clock.ts";
import { type ServiceRecord, ServiceRecords } from "../../src/routing/service-records.ts";
import { Router } from "../../src/routing/router.ts";
import type { SpeechRequest } from "../../src/speech/speech-request.ts";
import {
  attachAgent,
  ownerCalled,
  pattern,
  type ScriptedAgent,
  type Script,
  speaking,
} from "../providers/scripted-agent.ts";
import { callerCalled } from "../routing/callers.ts";

let registry: Registry;
let records: ServiceRecords;
let router: Router;
let ledger: Ledger;
let agents: ScriptedAgent[];
const never = new AbortController().signal;
const wholeBytes = 200_000;

beforeEach(() => {
  registry = new Registry();
  records = new ServiceRecords(systemClock);
  router = new Router({ registry, records, clock: systemClock });
  ledger = new Ledger(performance.now(), systemClock);
  agents = [];
});

afterEach(() => {
  for (const agent of agents) agent.kill();
  router.close();
});

test("the audio of one provider comes through unchanged and is counted to the frame", async () => {
  await attach(speaking(wholeBytes));
  assert.deepEqual(await narrated(), Buffer.from(pattern(0, wholeBytes)));
  assert.deepEqual(
    ledger.parts.map(({ frames, skippedFrames }) => [frames, skippedFrames]),
    [[wholeBytes / 2, 0]],
  );
  assert.equal(ledger.recovered, false);
});

for (const [when, bytes] of [
  ["before the first byte", 0],
  ["after the first chunk", 4_800],
  ["in the middle", 96_000],
  ["shortly before the end", 199_200],
] as const) {
  test(`a provider that fails ${when} is followed by another without a byte's difference`, async () => {
    await attach(speaking(bytes, fails), { name: "a-fails" });
    await attach(speaking(wholeBytes), { name: "b-goes-on", service: { slots: 1 } });
    assert.deepEqual(await narrated(), Buffer.from(pattern(0, wholeBytes)));
    assert.equal(ledger.recovered, true);
    assert.equal(ledger.provider, "ann/b-goes-on");
    // A failure overtakes the audio that still waits to be sent.
    const [first, second] = ledger.parts;
    if (second !== undefined) assert.equal(second.skippedFrames, first?.frames);
    assert.ok((second ?? first)?.frames === wholeBytes / 2);
  });
}

test("a provider whose connection dies in mid-speech is followed by another", async () => {
  const dying = await attach(
    speaking(48_000, () => dying.kill()),
    { name: "a-dies" },
  );
  await attach(speaking(wholeBytes), { name: "b-goes-on", service: { slots: 1 } });
  assert.deepEqual(await narrated(), Buffer.from(pattern(0, wholeBytes)));
  assert.equal(ledger.recovered, true);
});

test("a provider whose socket is gone is not waited for where another can go on", async () => {
  const dying = await attach(
    speaking(48_000, () => dying.drop()),
    { name: "a-drops" },
  );
  await attach(speaking(wholeBytes), { name: "b-goes-on", service: { slots: 1 } });
  assert.deepEqual(await narrated(), Buffer.from(pattern(0, wholeBytes)));
  assert.equal(ledger.provider, "ann/b-goes-on");
});

test("where nobody can go on the narration fails with the provider's failure", async () => {
  await attach(speaking(48_000, fails));
  await assert.rejects(narrated(), { code: "ENGINE_FAILED" });
  assert.ok((ledger.parts[0]?.frames ?? 0) > 0);
});

test("only a provider with the voice that was heard may go on", async () => {
  await attach(speaking(48_000, fails), { name: "a-fails" });
  await attach(speaking(wholeBytes), {
    name: "b-other-voice",
    service: { slots: 1, voices: [{ name: "w", languages: [] }], defaultVoice: "w" },
  });
  await assert.rejects(narrated(), { code: "ENGINE_FAILED" });
});

test("a failure that no other provider can mend ends the request at once", async () => {
  await attach((stream) => stream.fail(new Failure("BAD_INPUT", "no words in it")), { name: "a" });
  const other = await attach(speaking(wholeBytes), { name: "b", service: { slots: 1 } });
  await assert.rejects(narrated(), (thrown: Failure) => {
    assert.equal(thrown.code, "BAD_INPUT");
    assert.deepEqual((thrown.cause as Failure).message, "no words in it");
    return true;
  });
  assert.deepEqual(other.texts, []);
});

test("a provider that answers BUSY is asked again, and is no worse for it", async () => {
  let asked = 0;
  const agent = await attach((stream, signal) => {
    asked += 1;
    if (asked === 1) return stream.fail(new Failure("BUSY", "no slot"));
    return speaking(9_600)(stream, signal);
  });
  assert.equal((await narrated()).length, 9_600);
  assert.equal(recordOf(agent).breaker.failures, 0);
});

test("text for an engine that does not stream is spoken in pieces, each word once", async () => {
  const agent = await attach(speaking(9_600), { service: { features: [] } });
  const text = "A first sentence stands here. " + "Then there is one more of them. ".repeat(20);
  const audio = await narrated({ text });
  assert.ok(agent.texts.length > 2);
  assert.equal(agent.texts.join(""), text);
  assert.equal(audio.length, 9_600 * agent.texts.length);
});

test("a failover in a split text repeats only the unfinished piece", async () => {
  const text = "A first sentence stands here. " + "Then there is one more of them. ".repeat(20);
  let utterances = 0;
  const script: Script = (stream, signal) => {
    utterances += 1;
    return utterances === 2
      ? speaking(4_800, fails)(stream, signal)
      : speaking(9_600)(stream, signal);
  };
  await attach(script, { name: "a", service: { features: [] } });
  const second = await attach(speaking(9_600), { name: "b", service: { features: [], slots: 1 } });
  const undisturbed = await narrated({ text });
  assert.ok(second.texts.length > 0);
  assert.ok(!second.texts.join("").includes("A first sentence"));
  assert.equal(undisturbed.length % 9_600, 0);
});

test("endless audio for a short text is cut off, and speaks against the provider", async () => {
  const agent = await attach(speaking(100_000_000));
  await assert.rejects(narrated({ text: "Hi" }), { code: "ENGINE_FAILED" });
  assert.ok(ledger.audioSeconds <= 32);
  assert.equal(recordOf(agent).breaker.failures, 1);
});

test("a request ends where its key's audio does", async () => {
  await attach(speaking(wholeBytes));
  const request = { mayHave: (seconds: number) => seconds <= 1 };
  await assert.rejects(narrated(request), { code: "QUOTA_EXCEEDED" });
  assert.ok(ledger.audioSeconds <= 1);
});

test("a text without words is a short silence that no engine is asked for", async () => {
  const agent = await attach(speaking(0));
  const audio = await narrated({ text: "👍 ..." });
  assert.deepEqual(audio, Buffer.alloc(12_000));
  assert.deepEqual(agent.texts, []);
  assert.equal(recordOf(agent).breaker.failures, 0);
});

test("a streaming engine's long text is spoken again only from the unfinished sentence on", async () => {
  const first =
    "The first sentence is long enough to be spoken by itself, so that it is a group of its own in this text. ";
  const second =
    "The second sentence is what is unfinished when the provider dies, and all that is to be spoken again now.";
  let utterances = 0;
  const dying: Script = (stream, signal) => {
    utterances += 1;
    return speaking(9_600, utterances === 2 ? fails : undefined)(stream, signal);
  };
  await attach(dying, { name: "a-dies" });
  const other = await attach(speaking(9_600), { name: "b-goes-on", service: { slots: 1 } });
  await narrated({ text: first + second });
  assert.deepEqual(other.texts, [second]);
});

test("leaving the narration stops the provider and frees its slot", async () => {
  let cancelled = false;
  const agent = await attach(async (stream, signal) => {
    signal.addEventListener("abort", () => (cancelled = true));
    await speaking(10_000_000)(stream, signal);
  });
  const narration = narrate();
  await narration.prepare();
  const audio = narration.audio();
  await audio.next();
  await audio.return(undefined);
  await eventually(() => cancelled && recordOf(agent).busy === 0);
});

test("each provider is credited with what it spoke", async () => {
  const dies: Script = async (stream, signal) => {
    await speaking(48_000, () => undefined)(stream, signal);
    await eventually(() => ledger.parts[0]?.frames === 24_000);
    fails(stream);
  };
  await attach(dies, { name: "a-dies", owner: ownerCalled("ann") });
  await attach(speaking(wholeBytes), {
    name: "b",
    owner: ownerCalled("bob"),
    service: { slots: 1 },
  });
  await narrated();
  assert.deepEqual(
    ledger.parts.map(({ provider, ownerId, frames }) => ({ provider, ownerId, frames })),
    [
      { provider: "a-dies", ownerId: "user-ann", frames: 24_000 },
      { provider: "b", ownerId: "user-bob", frames: wholeBytes / 2 },
    ],
  );
});

function recordOf(agent: ScriptedAgent): ServiceRecord {
  const [service] = agent.session.provider.services;
  assert.ok(service);
  return records.of(service);
}

function fails(stream: Parameters<Script>[0]): void {
  stream.fail(new Failure("ENGINE_FAILED", "out of memory"));
}

async function attach(
  script: Script,
  options: Parameters<typeof attachAgent>[2] = {},
): Promise<ScriptedAgent> {
  const agent = await attachAgent(registry, script, options);
  agents.push(agent);
  return agent;
}

function narrate(change: Partial<SpeechRequest> = {}): FailoverStream {
  const request: SpeechRequest = {
    id: "req_1",
    caller: callerCalled("carl"),
    model: "m",
    text: "Some text.",
    voice: undefined,
    language: undefined,
    instructions: undefined,
    parameters: {},
    format: "wav",
    trace: undefined,
    acceptedMs: 0,
    startMs: performance.now(),
    ...change,
  };
  const context = {
    router,
    resample: (pcm: AsyncIterable<Uint8Array>) => pcm,
    clock: systemClock,
    audioSecondsPerCharacter: 1,
    onFailover: () => undefined,
  };
  return new FailoverStream(request, ledger, context, never);
}

async function narrated(change?: Partial<SpeechRequest>): Promise<Buffer> {
  const narration = narrate(change);
  await narration.prepare();
  const chunks: Uint8Array[] = [];
  for await (const chunk of narration.audio()) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function eventually(condition: () => boolean): Promise<void> {
  const untilMs = performance.now() + 5_000;
  while (!condition()) {
    assert.ok(performance.now() < untilMs, "it did not come true in time");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
