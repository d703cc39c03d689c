import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { until } from "../until.ts";
import { readBody } from "./harness/read-body.ts";
import { engineAudio, engineFormat, startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { patienceMs } from "./harness/limits.ts";
import { get, type HistoryEntry, lastEntry, speak, type Usage } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("a hub that is killed amid 50 requests loses none that was finished, and leaves no orphan", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service({ slots: 64 })] });

  const answers = Array.from({ length: 50 }, (_, at) =>
    speak(club, { ...request, input: `Number ${at}.` }),
  );
  for (let at = 0; at < 50; at += 1) {
    const utterance = await engine.nextUtterance();
    utterance.speak(1);
    if (at < 20) utterance.finish();
  }
  const arrived = await Promise.all(answers);
  const whole: number[] = [];
  const bodies = arrived.map(async (answer, at) => {
    const { bytes, cut } = await readBody(answer);
    if (!cut) whole.push(at);
    return { bytes, cut };
  });
  await until("20 of them to be finished", () => (whole.length === 20 ? true : undefined), {
    timeoutMs: patienceMs,
  });
  club.hub.kill("SIGKILL");
  const ends = await Promise.all(bodies);
  assert.equal(ends.filter((end) => !end.cut).length, 20);
  await club.hub.ended;
  await club.restartHub();

  const { data } = await get<{ data: HistoryEntry[] }>(club, "/v1/history?limit=100");
  const completed = data.filter((entry) => entry.status === "completed");
  assert.equal(completed.length, 20);
  assert.equal(data.filter((entry) => entry.status === "failed").length, 30);
  for (const entry of completed) {
    const audio = await fetch(`${club.hub.url}/v1/history/${entry.id}/audio`, {
      headers: { authorization: `Bearer ${club.member}` },
    });
    const pcm = Buffer.from(await audio.bytes()).subarray(44);
    assert.deepEqual(pcm, engineAudio(0, 1));
  }
  const usage = await get<Usage>(club, "/v1/usage");
  assert.equal(usage.total.audio_seconds, 20);
  const files = await readdir(join(club.dataDir, "audio"), { recursive: true });
  assert.equal(files.filter((file) => file.endsWith(".wav")).length, 20);
  assert.deepEqual(
    files.filter((file) => file.endsWith(".part")),
    [],
  );

  await t.test("and its agent is back, and speaks again", async () => {
    const answer = speak(club, request);
    const utterance = await engine.nextUtterance();
    utterance.speak(0.5);
    utterance.finish();
    assert.deepEqual(await bodyOf(await answer), wholeWav(0.5));
  });
});

test("a hub that is told to stop loses no request while another takes over at its address", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service({ slots: 4 })] });
  // The next hub waits for agents of models that its users have used before.
  const before = speak(club, request);
  const warmUp = await engine.nextUtterance();
  warmUp.speak(0.1);
  warmUp.finish();
  await (await before).bytes();

  const running = speak(club, { ...request, input: "Before." });
  const utterance = await engine.nextUtterance();
  utterance.speak(1);
  const answer = await running;
  const old = club.hub;
  old.kill("SIGTERM");
  await until("the old hub to let its address go", () => isFree(old.url), {
    timeoutMs: patienceMs,
  });
  await club.restartHub();
  const later = speak(club, { ...request, input: "After." });
  const next = await engine.nextUtterance();
  assert.equal(next.input, "After.");
  next.speak(2);
  next.finish();
  assert.deepEqual(await bodyOf(await later), wholeWav(2));
  utterance.speak(1);
  utterance.finish();
  assert.deepEqual(await bodyOf(answer), wholeWav(2));
  assert.equal(await old.ended, "ended with exit code 0");
  const { data } = await get<{ data: HistoryEntry[] }>(club, "/v1/history");
  assert.deepEqual(new Set(data.map((entry) => entry.status)), new Set(["completed"]));
});

test("readers that stop hold neither slot nor memory, and get every byte when they come back", async (t) => {
  await using engine = await startHandFedEngine();
  // A minute a character: the text is short, the clip is not.
  const hubOptions = ["--audio-seconds-per-character", "60"];
  const club = await startClub(t, { hubOptions });
  await club.startAgent({ services: [engine.service({ slots: readers })] });
  const answers = Array.from({ length: readers }, () => speak(club, request));
  const utterances = [];
  for (let at = 0; at < readers; at += 1) utterances.push(await engine.nextUtterance());
  for (const utterance of utterances) utterance.speak(0.1);
  const stopped = await Promise.all(answers);
  const memoryBytes = await residentBytes(club.hub.url);
  for (const utterance of utterances) {
    utterance.speak(clipSeconds - 0.1);
    utterance.finish();
  }
  const areFree = async (): Promise<true | undefined> => {
    const { data } = await get<{ data: { services: { busy: number }[] }[] }>(club, "/v1/providers");
    return data[0]?.services[0]?.busy === 0 ? true : undefined;
  };
  await until("all slots to be free, though nobody reads", areFree, { timeoutMs: patienceMs });
  const grownBytes = (await residentBytes(club.hub.url)) - memoryBytes;
  const clipBytes = clipSeconds * engineFormat.rateHz * 2;
  assert.ok(grownBytes < (readers * clipBytes) / 2, `${grownBytes} bytes more`);
  for (const answer of stopped) assert.deepEqual(await bodyOf(answer), wholeWav(clipSeconds));
});

test("a hub without ffmpeg speaks WAV, and says what is missing for Opus", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t, { hubOptions: ["--ffmpeg", "/nonexistent/ffmpeg"] });
  await club.startAgent({ services: [engine.service()] });
  const wav = speak(club, request);
  const utterance = await engine.nextUtterance();
  utterance.speak(0.5);
  utterance.finish();
  assert.deepEqual(await bodyOf(await wav), wholeWav(0.5));
  const opus = speak(club, { ...request, response_format: "opus" });
  const unheard = await engine.nextUtterance();
  unheard.speak(0.5);
  const refused = await opus;
  assert.equal(refused.status, 500);
  assert.match(await refused.text(), /ffmpeg/);
  const ready = (await (await fetch(`${club.hub.url}/readyz`)).json()) as { warnings: string[] };
  assert.match(ready.warnings.join(), /ffmpeg/);
});

test("every kind of bad HTTP is refused in the API's own words", async (t) => {
  const club = await startClub(t);
  const post = (
    body: NonNullable<RequestInit["body"]>,
    type = "application/json",
  ): Promise<Response> =>
    fetch(`${club.hub.url}/v1/audio/speech`, {
      method: "POST",
      headers: { authorization: `Bearer ${club.member}`, "content-type": type },
      body,
    });
  const deep = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
  const cases = [
    [await post("{"), 400, "invalid_request"],
    [await post("[]"), 400, "invalid_request"],
    [await post("null"), 400, "invalid_request"],
    [await post(deep.slice(0, 120_000)), 400, "invalid_request"],
    [await post("x".repeat(1_000_000)), 413, "request_too_large"],
    [await post("hello", "text/plain"), 415, "invalid_request"],
    [await fetch(`${club.hub.url}/v2/nothing`), 404, "not_found"],
  ] as const;
  for (const [response, status, type] of cases) {
    const { error } = (await response.json()) as { error: Record<string, unknown> };
    assert.equal(response.status, status, JSON.stringify(error));
    assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
    assert.equal(error["type"], type);
    assert.match(response.headers.get("x-request-id") ?? "", /^req_/);
  }
});

test("any text is spoken or refused with a reason", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const texts = [
    "--help",
    "-w /tmp/owned.wav",
    "$(touch /tmp/owned) `id` ; rm -rf /",
    "<speak>One <break time='100ms'/> two.</speak>",
    "[[h@l'oU]] there",
    "\u0000\u0001\u0007 bell \u001b[31m",
    "𝄞 🎼 日本語 עברית العربية ไทย \u{1F600}",
    "\ud800 lone",
    "😀".repeat(5_000),
  ];
  for (const input of texts) {
    const response = await speak(club, { model: "espeak-ng", input });
    const body = await readBody(response);
    assert.ok(
      response.status === 200 || response.status === 400,
      `${response.status}: ${input.slice(0, 20)}`,
    );
    assert.equal(body.cut, false);
  }
  assert.equal((await lastEntry(club)).status, "completed");
});

const request = { model: "hand-fed", input: "A story." };
const readers = 60;
const clipSeconds = 240;

function wholeWav(seconds: number): Buffer {
  return Buffer.concat([wavHeader(engineFormat), engineAudio(0, seconds)]);
}

async function bodyOf(answer: Response): Promise<Buffer> {
  const { bytes, cut } = await readBody(answer);
  assert.equal(cut, false);
  return bytes;
}

async function isFree(url: string): Promise<true | undefined> {
  return await fetch(`${url}/healthz`).then(
    () => undefined,
    () => true,
  );
}

async function residentBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}
