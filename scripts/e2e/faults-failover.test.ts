import assert from "node:assert/strict";
import { test } from "node:test";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { startCurl } from "./harness/curl.ts";
import { engineAudio, engineFormat, startHandFedEngine } from "./harness/hand-fed-engine.ts";
import { lastEntry } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

const points = [0.02, 0.5, 1.37, 2.5, 2.98];
const wholeSeconds = 3;

test("an agent killed at any point of WAV or PCM is not heard: the body is byte-identical", async (t) => {
  await using engine = await startHandFedEngine();
  const club = await startClub(t);
  let speaking = await club.startAgent({ name: "rig-0", services: [engine.service()] });
  let rigs = 1;
  for (const format of ["wav", "pcm"]) {
    const header = format === "wav" ? wavHeader(engineFormat) : Buffer.alloc(0);
    for (const seconds of points) {
      await t.test(`${format}, killed after ${seconds} s`, async () => {
        const request = { model: "hand-fed", input: "One two three.", response_format: format };
        const curl = startCurl(club, request);
        const utterance = await engine.nextUtterance();
        utterance.speak(seconds);
        await curl.untilReceived(header.length + engineAudio(0, seconds).length);
        const name = `rig-${rigs}`;
        rigs += 1;
        const next = await club.startAgent({ name, services: [engine.service()] });
        speaking.kill("SIGKILL");
        await speaking.ended;
        speaking = next;
        const again = await engine.nextUtterance();
        again.speak(wholeSeconds);
        again.finish();
        assert.equal(await curl.exitCode, 0);
        assert.deepEqual(curl.received(), Buffer.concat([header, engineAudio(0, wholeSeconds)]));
        const entry = await lastEntry(club);
        assert.deepEqual(
          [entry.status, entry.recovered, entry.provider, entry.audio_seconds],
          ["completed", true, `tester/${name}`, wholeSeconds],
        );
      });
    }
  }
});
