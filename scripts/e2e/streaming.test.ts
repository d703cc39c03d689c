import assert from "node:assert/strict";
import { test } from "node:test";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { startCurl } from "./harness/curl.ts";
import { engineAudio, engineFormat, startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { lastEntry, speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

for (const format of ["wav", "opus", "pcm"]) {
  test(`the first ${format} bytes reach curl while the engine is still speaking`, async (t) => {
    await using engine = await startHandFedEngine();
    const club = await startClub(t);
    await club.startAgent({ services: [engine.service()] });
    const curl = startCurl(club, {
      model: "hand-fed",
      input: "A long story.",
      response_format: format,
    });
    const utterance = await engine.nextUtterance();
    utterance.speak(1);
    // Nothing more is spoken until something has arrived.
    await curl.untilReceived(1);
    utterance.speak(1);
    utterance.finish();
    assert.equal(await curl.exitCode, 0);
    assert.equal((await lastEntry(club)).audio_seconds, 2);
  });
}

test("a WAV arrives as the engine spoke it, to the byte", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service()] });
  const curl = startCurl(club, { model: "hand-fed", input: "A long story." });
  const utterance = await engine.nextUtterance();
  for (const seconds of [0.1, 0.0001, 3, 0.5]) {
    utterance.speak(seconds);
    await curl.untilReceived(44);
  }
  utterance.finish();
  assert.equal(await curl.exitCode, 0);
  const expected = Buffer.concat([wavHeader(engineFormat), engineAudio(0, 3.6001)]);
  assert.deepEqual(curl.received(), expected);
});

test("a consumer who disconnects stops the engine at once and frees its slot", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service()] });
  const consumer = new AbortController();
  const response = await speak(club, spoken("First."), { signal: consumer.signal });
  const first = await engine.nextUtterance();
  first.speak(0.5);
  await response.body?.getReader().read();
  consumer.abort();
  // The engine is not told to stop by anybody else, and has more to say.
  await first.abandoned;
  const { status, audio_seconds: seconds, error } = await lastEntry(club);
  assert.deepEqual([status, seconds, error], ["cancelled", 0.5, null]);

  const next = speak(club, spoken("Second."));
  const second = await engine.nextUtterance();
  second.speak(0.25);
  second.finish();
  assert.equal((await (await next).bytes()).length, 44 + 24_000 * 2 * 0.25);
});

test("a consumer who disconnects before the first byte stops the engine too", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service()] });
  const consumer = new AbortController();
  const request = speak(club, spoken("Never mind."), { signal: consumer.signal });
  const utterance = await engine.nextUtterance();
  consumer.abort();
  await assert.rejects(request, { name: "AbortError" });
  await utterance.abandoned;
  const { status, audio_seconds: seconds } = await lastEntry(club);
  assert.deepEqual([status, seconds], ["cancelled", 0]);
});

function spoken(input: string): Record<string, string> {
  return { model: "hand-fed", input };
}
