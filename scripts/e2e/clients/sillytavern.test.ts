import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { probeAudio } from "../harness/audio-file.ts";
import { lastEntry } from "../harness/requests.ts";
import { startClub } from "../harness/test-club.ts";

// As its server asks for the extension `openai-compatible` of 1.12: the user sets the whole address,
// a key, a model and a list of voices. It reads the answer as a whole and passes it on as audio/mpeg.
test("SillyTavern gets the MP3 that it passes on to its page", async (t) => {
  const club = await startClub(t, { hubOptions: ["--transcode", "mp3"] });
  await club.startAgent();
  const response = await fetch(`${club.hub.url}/v1/audio/speech`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${club.member}` },
    body: JSON.stringify({
      input: '"Well met, traveller," she says.',
      response_format: "mp3",
      voice: "alloy",
      speed: 1,
      model: "espeak-ng",
    }),
  });
  assert.equal(response.status, 200);
  const file = join(club.folder, "speech.mp3");
  await writeFile(file, await response.bytes());
  assert.equal((await probeAudio(file)).codec, "mp3");
  assert.equal((await lastEntry(club)).voice, "alloy");
});
