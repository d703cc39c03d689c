import assert from "node:assert/strict";
import { test } from "node:test";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { startCurl } from "./harness/curl.ts";
import { engineAudio, engineFormat, startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { lastEntry, speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("audio is delivered while it is being spoken", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service()] });

  for (const format of ["wav", "opus", "pcm"]) {
    await t.test(`the first ${format} reaches curl while the engine still speaks`, async () => {
      const curl = startCurl(club, { ...request, response_format: format });
      const utterance = await engine.nextUtterance();
      utterance.speak(1);
      // Until something has arrived, nothing more is spoken.
      await curl.untilReceived(1);
      utterance.speak(1);
      utterance.finish();
      assert.equal(await curl.exitCode, 0);
      assert.equal((await lastEntry(club)).audio_seconds, 2);
    });
  }

  await t.test("a WAV arrives as the engine spoke it, to the byte", async () => {
    const curl = startCurl(club, request);
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
});

test("a consumer who disconnects stops the engine at once", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service({ slots: 1 })] });

  await t.test("in mid-speech: what was spoken is metered", async () => {
    const consumer = new AbortController();
    const answer = speak(club, request, { signal: consumer.signal });
    const utterance = await engine.nextUtterance();
    utterance.speak(0.5);
    await (await answer).body?.getReader().read();
    consumer.abort();
    // It would go on speaking, and nobody else tells it to stop.
    await utterance.abandoned;
    const { status, audio_seconds: seconds } = await lastEntry(club);
    assert.deepEqual([status, seconds], ["cancelled", 0.5]);
  });

  await t.test("before the first byte", async () => {
    const consumer = new AbortController();
    const answer = speak(club, request, { signal: consumer.signal });
    const utterance = await engine.nextUtterance();
    consumer.abort();
    await assert.rejects(answer, { name: "AbortError" });
    await utterance.abandoned;
    const { status, audio_seconds: seconds } = await lastEntry(club);
    assert.deepEqual([status, seconds], ["cancelled", 0]);
  });

  await t.test("and its only slot is free again", async () => {
    const answer = speak(club, request);
    const utterance = await engine.nextUtterance();
    utterance.speak(0.25);
    utterance.finish();
    const bytes = await (await answer).bytes();
    assert.equal(bytes.length, 44 + engineAudio(0, 0.25).length);
  });
});

const request = { model: "hand-fed", input: "A long story." };
