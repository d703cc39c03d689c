import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { startCurl } from "./harness/curl.ts";
import { engineAudio, engineFormat, startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { lastEntry, speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

// A hub waits for a lost agent to come back before it gives its streams up: side by side is faster.
describe("an agent is killed", { concurrency: true }, () => {
  test("before the first byte: another provider answers, unseen", async (t) => {
    await using engine = await startHandFedEngine();
    const club = await startClub(t);
    const first = await club.startAgent({ name: "first", services: [engine.service()] });
    const curl = startCurl(club, request);
    await engine.nextUtterance();
    await club.startAgent({ name: "second", services: [engine.service()] });
    first.kill("SIGKILL");
    const again = await engine.nextUtterance();
    again.speak(1);
    again.finish();
    assert.equal(await curl.exitCode, 0);
    assert.deepEqual(curl.received(), wholeWav(1));
    const { status, provider } = await lastEntry(club);
    assert.deepEqual([status, provider], ["completed", "tester/second"]);
  });

  test("in mid-speech: another provider goes on, and no sample is lost or repeated", async (t) => {
    await using engine = await startHandFedEngine();
    const club = await startClub(t);
    const first = await club.startAgent({ name: "first", services: [engine.service()] });
    const curl = startCurl(club, request);
    const utterance = await engine.nextUtterance();
    utterance.speak(1.5);
    await curl.untilReceived(wholeWav(1.5).length);
    await club.startAgent({ name: "second", services: [engine.service()] });
    first.kill("SIGKILL");
    const again = await engine.nextUtterance();
    again.speak(3);
    again.finish();
    assert.equal(await curl.exitCode, 0);
    assert.deepEqual(curl.received(), wholeWav(3));
    const { status, recovered, audio_seconds: seconds } = await lastEntry(club);
    assert.deepEqual([status, recovered, seconds], ["completed", true, 3]);
  });

  test("in mid-speech, and nobody else has the model: the body does not end as if whole", async (t) => {
    await using engine = await startHandFedEngine();
    const club = await startClub(t);
    const agent = await club.startAgent({ services: [engine.service()] });
    const curl = startCurl(club, request);
    const utterance = await engine.nextUtterance();
    utterance.speak(1.5);
    await curl.untilReceived(wholeWav(1.5).length);
    agent.kill("SIGKILL");
    assert.notEqual(await curl.exitCode, 0);
    assert.deepEqual(curl.received(), wholeWav(1.5));
    const { status, audio_seconds: seconds, error } = await lastEntry(club);
    assert.deepEqual([status, seconds, error?.type], ["failed", 1.5, "upstream_error"]);
  });
});

test("an engine that fails before the first byte is passed over for another provider", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ name: "first", services: [engine.service()] });
  const answer = speak(club, request);
  const utterance = await engine.nextUtterance();
  await club.startAgent({ name: "second", services: [engine.service()] });
  utterance.cut();
  const again = await engine.nextUtterance();
  again.speak(1);
  again.finish();
  assert.deepEqual(Buffer.from(await (await answer).bytes()), wholeWav(1));
});

const request = { model: "hand-fed", input: "One two three." };

function wholeWav(seconds: number): Buffer {
  return Buffer.concat([wavHeader(engineFormat), engineAudio(0, seconds)]);
}
