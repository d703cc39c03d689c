import assert from "node:assert/strict";
import { test } from "node:test";
import { ElevenLabsClient } from "@elevenlabs/elevenlabs-js";
import { firstText } from "../harness/live-speech.ts";
import { lastEntry } from "../harness/requests.ts";
import { startClub } from "../harness/test-club.ts";

test("ElevenLabs' JavaScript SDK lists, speaks, and gets times", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const client = new ElevenLabsClient({ baseUrl: club.hub.url, apiKey: club.member });
  const said = { text: firstText, modelId: "espeak-ng", outputFormat: "pcm_24000" } as const;
  const voice = "espeak-ng:en-us";

  await t.test("models and voices", async () => {
    const models = await client.models.list();
    assert.deepEqual(
      models.map(({ modelId }) => modelId),
      ["espeak-ng"],
    );
    const { voices } = await client.voices.getAll();
    assert.ok(voices.some(({ voiceId }) => voiceId === voice));
  });

  await t.test("speech as a whole and as a stream", async () => {
    for (const method of ["convert", "stream"] as const) {
      const stream = await client.textToSpeech[method](voice, said);
      const bytes = await new Response(stream).bytes();
      const { audio_seconds: spoken } = await lastEntry(club);
      assert.ok(Math.abs(bytes.length / 2 / 24_000 - spoken) < 0.001);
    }
  });

  await t.test("times of its characters", async () => {
    const { audioBase64, alignment } = await client.textToSpeech.convertWithTimestamps(voice, said);
    const { audio_seconds: spoken } = await lastEntry(club);
    const seconds = Buffer.from(audioBase64, "base64").length / 2 / 24_000;
    assert.ok(Math.abs(seconds - spoken) < 0.001);
    assert.equal(alignment?.characters.join(""), firstText);
  });

  await t.test("MP3 where it says no format", async () => {
    const stream = await client.textToSpeech.convert(voice, { text: firstText });
    const bytes = await new Response(stream).bytes();
    const isMp3 = bytes[0] === 0xff || Buffer.from(bytes.subarray(0, 3)).toString() === "ID3";
    assert.ok(isMp3);
  });
});
