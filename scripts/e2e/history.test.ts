import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { probeAudio } from "./harness/audio-file.ts";
import { type Usage, get, lastEntry, speak } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

test("the audio, its history, its stored copy and the usage agree", async (t) => {
  const club = await startClub(t);
  await club.startAgent({ name: "home-rig" });
  const texts = ["One.", "One, two, three.", "Größe 🎧 naïve."];
  let seconds = 0;
  for (const input of texts) {
    const response = await speak(club, { model: "espeak-ng", voice: "en-us", input });
    const file = join(club.folder, "speech.wav");
    await writeFile(file, await response.bytes());
    const heard = await probeAudio(file);
    const entry = await lastEntry(club);
    assert.equal(entry.id, response.headers.get("x-request-id"));
    const { status, model, voice, provider, error } = entry;
    assert.deepEqual(
      { status, model, voice, provider, error, input: entry.input, characters: entry.characters },
      {
        status: "completed",
        model: "espeak-ng",
        voice: "en-us",
        provider: "tester/home-rig",
        error: null,
        input,
        characters: Array.from(input).length,
      },
    );
    assert.ok(Math.abs(heard.seconds - entry.audio_seconds) < 0.001);

    const stored = await fetch(`${club.hub.url}/v1/history/${entry.id}/audio`, {
      headers: { authorization: `Bearer ${club.member}` },
    });
    await writeFile(file, await stored.bytes());
    assert.ok(Math.abs((await probeAudio(file)).seconds - entry.audio_seconds) < 0.001);
    seconds += entry.audio_seconds;
  }
  const { total } = await get<Usage>(club, "/v1/usage");
  const characters = Array.from(texts.join("")).length;
  assert.deepEqual([total.requests, total.characters], [texts.length, characters]);
  assert.ok(Math.abs(total.audio_seconds - seconds) < 0.001);
});
