import assert from "node:assert/strict";
import { test } from "node:test";
import { startCurl } from "./harness/curl.ts";
import { startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { lastEntry } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("5,000 characters through an engine that does not stream are heard after one sentence", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  await club.startAgent({ services: [engine.service({ features: [] })] });
  const sentence = "This is one of very many sentences, and it ends here. ";
  const input = sentence.repeat(Math.floor(5_000 / sentence.length));
  const curl = startCurl(club, { model: "hand-fed", input });

  const first = await engine.nextUtterance();
  assert.equal(first.input.trim(), sentence.trim());
  first.speak(1);
  first.finish();
  // More than a header has arrived, while the engine has not begun with the rest.
  await curl.untilReceived(40_000);

  let spoken = first.input;
  let pieces = 1;
  while (spoken.length < input.length) {
    const piece = await engine.nextUtterance();
    spoken += piece.input;
    pieces += 1;
    piece.speak(1);
    piece.finish();
  }
  assert.equal(spoken, input);
  assert.equal(await curl.exitCode, 0);
  const { status, audio_seconds: seconds } = await lastEntry(club);
  assert.deepEqual([status, seconds], ["completed", pieces]);
});
