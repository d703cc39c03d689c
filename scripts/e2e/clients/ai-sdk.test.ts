import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { generateSpeech } from "ai";
import { probeAudio } from "../harness/audio-file.ts";
import { lastEntry } from "../harness/requests.ts";
import { startClub } from "../harness/test-club.ts";

test("the AI SDK generates speech and tells what kind of audio it got", async (t) => {
  const club = await startClub(t, { hubOptions: ["--transcode", "mp3"] });
  await club.startAgent();
  const openai = createOpenAI({ baseURL: `${club.hub.url}/v1`, apiKey: club.member });

  for (const [outputFormat, mediaType, codec] of [
    [undefined, "audio/mpeg", "mp3"],
    ["wav", "audio/wav", "pcm_s16le"],
    ["opus", "audio/ogg", "opus"],
  ] as const) {
    await t.test(outputFormat ?? "by default", async () => {
      const { audio, warnings } = await generateSpeech({
        model: openai.speech("espeak-ng"),
        text: "Good morning. It is half past seven.",
        maxRetries: 0,
        ...(outputFormat === undefined ? {} : { outputFormat }),
      });
      const { voice } = await lastEntry(club);
      assert.deepEqual([audio.mediaType, voice, warnings], [mediaType, "alloy", []]);
      const file = join(club.folder, `speech.${codec}`);
      await writeFile(file, audio.uint8Array);
      assert.equal((await probeAudio(file)).codec, codec);
    });
  }
});
