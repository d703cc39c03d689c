import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import { pino } from "pino";
import { type FolderArchive, openFolderArchive } from "../../src/archive/folder-archive.ts";
import { systemClock } from "../../src/clock.ts";
import { wavEncoder } from "../../src/encoding/wav-encoder.ts";
import { Registry } from "../../src/providers/registry.ts";
import { Router } from "../../src/routing/router.ts";
import { ServiceRecords } from "../../src/routing/service-records.ts";
import type { SpeechJob } from "../../src/speech/speech-job.ts";
import { SpeechJobs, type SpeechResult } from "../../src/speech/speech-jobs.ts";
import type { SpeechRequest } from "../../src/speech/speech-request.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { attachAgent, pattern, type Script, speaking } from "../providers/scripted-agent.ts";
import { callerCalled } from "../routing/callers.ts";
import { addUser } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";

const never = new AbortController().signal;
const repeated = { idempotencyKey: "once", bodyHash: "a" };

test("a request is heard, kept and stored as one", async (t) => {
  const hub = await startSpeech(t, speaking(9_600));
  const job = running(await hub.jobs.speak(hub.request("1"), wavEncoder));
  job.join(never);
  await job.ready;
  const heard = Buffer.concat(await Array.fromAsync(job.read(never)));
  await job.stored;
  assert.deepEqual(heard.subarray(44), Buffer.from(pattern(0, 9_600)));
  const entry = await hub.store.history.get(hub.userId, "1");
  assert.equal(entry?.outcome.status, "completed");
  assert.equal(hub.jobs.running, 0);
});

test("a job stops when the last of those who joined it has left, and keeps what was heard", async (t) => {
  const stopped = Promise.withResolvers<void>();
  const hub = await startSpeech(t, (stream, signal) => {
    stream.accept({ rateHz: 24_000, channels: 1 });
    stream.write(pattern(0, 9_600));
    signal.addEventListener("abort", () => stopped.resolve());
  });
  const job = running(await hub.jobs.speak(hub.request("1"), wavEncoder));
  const [first, second] = [new AbortController(), new AbortController()];
  job.join(first.signal);
  job.join(second.signal);
  await job.ready;
  first.abort();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(hub.jobs.running, 1);
  second.abort();
  await stopped.promise;
  await job.stored;
  const entry = await hub.store.history.get(hub.userId, "1");
  assert.ok(entry?.outcome.status === "cancelled" && entry.outcome.bytes > 0);
});

test("a repeated request joins the running one, and later gets what is stored", async (t) => {
  const hub = await startSpeech(t, speaking(9_600));
  const first = running(await hub.jobs.speak(hub.request("1"), wavEncoder, repeated));
  first.join(never);
  const again = running(await hub.jobs.speak(hub.request("2"), wavEncoder, repeated));
  assert.equal(again, first);
  await first.stored;
  const stored = await hub.jobs.speak(hub.request("3"), wavEncoder, repeated);
  assert.ok(stored.at === "stored" && stored.id === "1");
  const other = { ...repeated, bodyHash: "b" };
  await assert.rejects(hub.jobs.speak(hub.request("4"), wavEncoder, other), {
    code: "INVALID_REQUEST",
  });
});

test("a request that fails before its first audio leaves no clip behind", async (t) => {
  const hub = await startSpeech(t, (stream) => stream.fail(new Failure("ENGINE_FAILED", "no")));
  const job = running(await hub.jobs.speak(hub.request("1"), wavEncoder));
  job.join(never);
  await assert.rejects(job.ready, { code: "ENGINE_FAILED" });
  await job.stored;
  assert.equal(await hub.archive.open({ id: "1", extension: "wav" }), undefined);
});

test("an end that the store refuses at first is handed to whoever keeps it", async (t) => {
  const ends: string[] = [];
  const hub = await startSpeech(t, speaking(9_600), (id) => {
    ends.push(id);
    return Promise.resolve();
  });
  const job = running(await hub.jobs.speak(hub.request("1"), wavEncoder));
  job.join(never);
  await job.stored;
  assert.deepEqual(ends, ["1"]);
});

test("draining takes nothing new, lets what runs finish, and ends it at the signal", async (t) => {
  const hub = await startSpeech(t, (stream, signal) => {
    stream.accept({ rateHz: 24_000, channels: 1 });
    stream.write(pattern(0, 9_600));
    signal.addEventListener("abort", () => undefined);
  });
  const job = running(await hub.jobs.speak(hub.request("1"), wavEncoder));
  job.join(never);
  await job.ready;
  const hurry = new AbortController();
  let isDrained = false;
  const draining = hub.jobs.drain(hurry.signal).then(() => (isDrained = true));
  await assert.rejects(hub.jobs.speak(hub.request("2"), wavEncoder), { code: "SHUTTING_DOWN" });
  assert.equal(isDrained, false);
  hurry.abort();
  await draining;
  const entry = await hub.store.history.get(hub.userId, "1");
  assert.equal(entry?.outcome.status, "failed");
});

type Speaking = {
  readonly jobs: SpeechJobs;
  readonly store: Store;
  readonly archive: FolderArchive;
  readonly userId: string;
  request(id: string): SpeechRequest;
};

async function startSpeech(
  t: TestContext,
  script: Script,
  finish?: (id: string) => Promise<void>,
): Promise<Speaking> {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  const archive = openFolderArchive({ folder: join(folder, "audio") });
  const user = await addUser(store, "carl");
  const registry = new Registry();
  const records = new ServiceRecords(systemClock);
  const router = new Router({ registry, records, clock: systemClock });
  const agent = await attachAgent(registry, script);
  const jobs = new SpeechJobs({
    router,
    clock: systemClock,
    audioSecondsPerCharacter: 1,
    archive,
    history: store.history,
    ends: finish === undefined ? store.history : { finish },
    log: pino({ level: "silent" }),
    resample: (pcm) => pcm,
    onFailover: () => undefined,
    onBegin: () => undefined,
    onEnd: () => undefined,
  });
  t.after(async () => {
    await jobs.drain(AbortSignal.abort());
    await until("every slot is free", () =>
      registry.providers.every(({ services }) =>
        services.every((service) => records.of(service).busy === 0),
      ),
    );
    agent.kill();
    router.close();
    await archive.close();
    await store.close();
  });
  const caller = { ...callerCalled("carl"), userId: user.id, keyId: "key_carl" };
  return { jobs, store, archive, userId: user.id, request: (id) => requestOf(id, caller) };
}

function running(result: SpeechResult): SpeechJob {
  assert.ok(result.at === "running");
  return result.job;
}

function requestOf(id: string, caller: SpeechRequest["caller"]): SpeechRequest {
  return {
    id,
    caller,
    model: "m",
    text: "Some text.",
    voice: undefined,
    language: undefined,
    instructions: undefined,
    parameters: {},
    format: "wav",
    trace: undefined,
    acceptedMs: Date.now(),
    startMs: performance.now(),
  };
}
