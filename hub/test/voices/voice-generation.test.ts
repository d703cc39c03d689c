import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, test } from "node:test";
import type { TestContext } from "node:test";
import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Open } from "@club/shared/wire/messages.ts";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { Registry } from "../../src/providers/registry.ts";
import { Ledger } from "../../src/speech/ledger.ts";
import { FailoverStream } from "../../src/speech/failover-stream.ts";
import { systemClock } from "../../src/clock.ts";
import { ServiceRecords } from "../../src/routing/service-records.ts";
import { Router } from "../../src/routing/router.ts";
import type { VoiceGeneration } from "../../src/speech/voice-generation.ts";
import type { SpeechRequest } from "../../src/speech/speech-request.ts";
import type { SpeakerSamples } from "../../src/voices/speaker-samples.ts";
import { maxPromptBytes } from "../../src/voices/limits.ts";
import { PromptStore } from "../../src/voices/prompt-store.ts";
import { promptSource } from "../../src/voices/prompt-source.ts";
import { normalisedClip } from "../../src/voices/sample-files.ts";
import type { Sample } from "../../src/voices/sample.ts";
import { parseScript, type Speaker } from "../../src/voices/script.ts";
import {
  type AgentOptions,
  attachAgent,
  ownerCalled,
  pattern,
  type ScriptedAgent,
  speaking,
} from "../providers/scripted-agent.ts";
import { callerCalled } from "../routing/callers.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";

let registry: Registry;
let records: ServiceRecords;
let router: Router;
let agents: ScriptedAgent[];
/** What agents were asked for, with the recordings that they took. */
let heard: { readonly request: Open; readonly recording: Buffer }[];

beforeEach(() => {
  registry = new Registry();
  records = new ServiceRecords(systemClock);
  router = new Router({ registry, records, clock: systemClock });
  agents = [];
  heard = [];
});

afterEach(() => {
  for (const agent of agents) agent.kill();
  router.close();
});

const dia = { features: ["voice-cloning", "dialogue"] };

test("two samples go as one recording in the speakers' order, with a tagged line for each", async (t) => {
  const speechJobs = await openSpeech(t);
  await attach();
  await speechJobs.narrate("[S1] One. [S2] Two.", await speechJobs.samplesOf("S1", "S2"));
  const [{ request, recording } = assert.fail()] = heard;
  assert.equal(request.text, "[S1] One. [S2] Two.");
  assert.equal(request.prompt?.transcript, "[S1] words of S1\n[S2] words of S2");
  assert.equal(request.prompt.hash, createHash("sha256").update(recording).digest("hex"));
  assert.equal(recording.toString("latin1", 0, 4), "RIFF");
  const silence = Buffer.alloc(44_100 * 0.3 * 2);
  const pcm = Buffer.concat([speechJobs.pcm("S1"), silence, speechJobs.pcm("S2")]);
  assert.deepEqual(recording.subarray(44), pcm);
  assert.equal(recording.readUInt32LE(40), pcm.length);
});

test("an engine with one voice gets the words alone, and keeps its own settings", async (t) => {
  const speechJobs = await openSpeech(t);
  await attach({ service: { features: ["voice-cloning"] } });
  await speechJobs.narrate("[S1] One. [S1] Two.", await speechJobs.samplesOf("S1"));
  const [{ request } = assert.fail()] = heard;
  assert.equal(request.text, "One. Two.");
  assert.equal(request.prompt?.transcript, "words of S1");
  assert.deepEqual(request.parameters, { seed: 7 });
});

test("an engine that reads scripts gets the usual settings where the request names none", async (t) => {
  const speechJobs = await openSpeech(t);
  await attach();
  await speechJobs.narrate("[S1] One.", []);
  const [{ request } = assert.fail()] = heard;
  assert.deepEqual(request.parameters, { cfg_scale: 3, seed: 7 });
  assert.equal(request.prompt, undefined);
});

test("a dialogue goes to no engine with one voice, and nothing to one that cannot clone", async (t) => {
  const speechJobs = await openSpeech(t);
  await attach({ service: { features: ["voice-cloning"] } });
  await attach({ name: "plain", service: { features: ["dialogue"] } });
  await assert.rejects(speechJobs.narrate("[S1] One. [S2] Two.", []), { code: "NO_PROVIDER" });
});

test("recordings go only to those who take them: their owner, and whoever does not refuse", async (t) => {
  const speechJobs = await openSpeech(t);
  await attach({ name: "shy", service: { ...dia, foreignSamples: false } });
  const samples = await speechJobs.samplesOf("S1");
  await assert.rejects(speechJobs.narrate("Hello.", samples), { code: "NO_PROVIDER" });
  await speechJobs.narrate("Hello.", []);
  await attach({
    name: "own",
    owner: ownerCalled("bob"),
    service: { ...dia, foreignSamples: false },
  });
  await speechJobs.narrate("Hello.", samples);
  assert.deepEqual(speechJobs.providers, ["ann/shy", "bob/own"]);
});

test("a request goes only to the providers that it names, of which others' need their owner's name", async (t) => {
  const speechJobs = await openSpeech(t);
  await attach({ name: "rig" });
  const samples = await speechJobs.samplesOf("S1");
  await assert.rejects(speechJobs.narrate("Hello.", samples, ["rig"]), { code: "NO_PROVIDER" });
  await assert.rejects(speechJobs.narrate("Hello.", samples, ["bob/rig"]), { code: "NO_PROVIDER" });
  await speechJobs.narrate("Hello.", samples, ["ann/rig"]);
  await attach({ name: "mine", owner: ownerCalled("bob") });
  await speechJobs.narrate("Hello.", samples, ["mine"]);
  assert.deepEqual(speechJobs.providers, ["ann/rig", "bob/mine"]);
});

test("whoever takes over gets the recording, too, and the same seed", async (t) => {
  const speechJobs = await openSpeech(t);
  const fails = new Failure("ENGINE_FAILED", "Out of memory.");
  await attach({ name: "a-fails" }, (stream) => stream.fail(fails));
  await attach({ name: "b-goes-on", service: { ...dia, slots: 1 } });
  const pcm = await speechJobs.narrate("Hello.", await speechJobs.samplesOf("S1"));
  assert.deepEqual(pcm, Buffer.from(pattern(0, 9_600)));
  const [first, second] = heard;
  assert.deepEqual(first?.request.prompt, second?.request.prompt);
  assert.deepEqual(first?.request.parameters, second?.request.parameters);
});

test("a deleted sample is recalled from those who were sent it, and from nobody else", async (t) => {
  const speechJobs = await openSpeech(t);
  const had = await attach({ name: "had" });
  const samples = await speechJobs.samplesOf("S1", "S2");
  await speechJobs.narrate("[S1] One. [S2] Two.", samples);
  const other = await attach({ name: "other" });
  speechJobs.prompts.recall("sample-S2");
  await until("the agent forgets", () => had.forgotten.length > 0);
  assert.deepEqual(had.forgotten, [heard[0]?.request.prompt?.hash]);
  assert.deepEqual(other.forgotten, []);
});

test("a sample that is deleted while it is being sent is recalled as well, and not sent again", async (t) => {
  const speechJobs = await openSpeech(t);
  const samples = await speechJobs.samplesOf("S1");
  const agent = await attach({}, async (stream, take) => {
    await speechJobs.archive.remove(normalisedClip("sample-S1"));
    speechJobs.prompts.recall("sample-S1");
    await take();
    stream.accept({ rateHz: 24_000, channels: 1 });
    stream.write(new Uint8Array(480));
    stream.end({});
  });
  await speechJobs.narrate("Hello.", samples);
  await until("the agent forgets", () => agent.forgotten.length > 0);
  await assert.rejects(speechJobs.narrate("Hello.", samples), { code: "INVALID_VOICE_SAMPLE" });
});

test("recordings that find no room in the hub's memory are refused at once, and no provider is set aside", async (t) => {
  const speechJobs = await openSpeech(t);
  await attach();
  const [member = assert.fail()] = await speechJobs.samplesOf("S1");
  const huge = { ...member, sample: { ...member.sample, frames: maxPromptBytes } };
  await assert.rejects(speechJobs.narrate("Hello.", [huge]), { code: "BUSY", retryAfterMs: 5_000 });
  const [service = assert.fail()] = registry.reachable(callerCalled("bob"), "tts", "m");
  assert.ok(records.of(service).hasRoom);
  await speechJobs.narrate("Hello.", [member]);
});

type Take = () => Promise<Buffer>;
type Act = (stream: AgentStream, take: Take) => Promise<void> | void;

/** Attaches an agent of ann's that takes the recording and then acts: by default it speaks. */
async function attach(options: AgentOptions = {}, act?: Act): Promise<ScriptedAgent> {
  const agent = await attachAgent(
    registry,
    async (stream, signal) => {
      let recording: Buffer = Buffer.alloc(0);
      const take = async (): Promise<Buffer> => (recording = await promptOf(stream));
      if (act === undefined) {
        await take();
        await speaking(9_600)(stream, signal);
      } else {
        await act(stream, take);
      }
      heard.push({ request: stream.request, recording });
    },
    { service: dia, ...options },
  );
  agents.push(agent);
  return agent;
}

async function promptOf(stream: AgentStream): Promise<Buffer> {
  const bytes = stream.request.prompt?.bytes ?? 0;
  let recording = Buffer.alloc(0);
  stream.wantPrompt();
  while (recording.length < bytes) {
    const piece = stream.takePrompt();
    if (piece === undefined) await new Promise(setImmediate);
    else recording = Buffer.concat([recording, piece]);
  }
  return recording;
}

type VoiceTestHub = {
  readonly archive: ReturnType<typeof openFolderArchive>;
  readonly prompts: PromptStore;
  /** Who spoke, in order. */
  readonly providers: readonly (string | undefined)[];
  samplesOf(...speakers: Speaker[]): Promise<SpeakerSamples>;
  pcm(speaker: Speaker): Buffer;
  /** Speaks a script for bob with the seed 7. */
  narrate(text: string, samples: SpeakerSamples, providers?: readonly string[]): Promise<Buffer>;
};

async function openSpeech(t: TestContext): Promise<VoiceTestHub> {
  const archive = openFolderArchive({ folder: await temporaryFolder(t) });
  t.after(() => archive.close());
  const prompts = new PromptStore(archive, systemClock);
  const providers: (string | undefined)[] = [];
  return {
    archive,
    prompts,
    providers,
    pcm,
    samplesOf: (...speakers) =>
      Promise.all(
        speakers.map(async (speaker) => {
          const sample = sampleOf(speaker);
          const recording = await archive.create(normalisedClip(sample.id));
          await recording.write(Buffer.concat([Buffer.alloc(44), pcm(speaker)]));
          await recording.finish();
          return { speaker, sample };
        }),
      ),
    narrate: async (text, samples, named) => {
      const script = parseScript(text);
      const prompt = promptSource(samples, prompts);
      const generation = { script, prompt, defaults: { cfg_scale: 3 }, providers: named };
      const ledger = new Ledger(performance.now(), systemClock);
      const spoken = await narrated(generation, ledger);
      providers.push(ledger.provider);
      return spoken;
    },
  };
}

async function narrated(generation: VoiceGeneration, ledger: Ledger): Promise<Buffer> {
  const context = {
    router,
    resample: () => assert.fail("nothing is to be resampled"),
    clock: systemClock,
    audioSecondsPerCharacter: 1,
    onFailover: () => undefined,
  };
  const request: SpeechRequest = {
    id: "req",
    caller: callerCalled("bob", { samplesToOthers: true }),
    model: "m",
    text: generation.script.text,
    voice: undefined,
    language: undefined,
    instructions: undefined,
    parameters: { seed: 7 },
    generation,
    format: "wav",
    trace: undefined,
    acceptedMs: 0,
    startMs: performance.now(),
  };
  const narration = new FailoverStream(request, ledger, context, AbortSignal.timeout(10_000));
  await narration.prepare();
  return Buffer.concat(await Array.fromAsync(narration.audio()));
}

function sampleOf(speaker: Speaker): Sample {
  return {
    id: `sample-${speaker}`,
    userId: "user-bob",
    createdMs: 0,
    speakerName: speaker,
    label: "",
    transcript: `words of ${speaker}`,
    language: undefined,
    isDefault: false,
    frames: 50_000,
    bytes: 1,
    extension: "webm",
    consentedMs: 0,
  };
}

function pcm(speaker: Speaker): Buffer {
  return Buffer.alloc(100_000, speaker);
}
