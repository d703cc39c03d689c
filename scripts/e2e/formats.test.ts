import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { curlArgs } from "./harness/curl.ts";
import { endsWithEos, playedSeconds, probeAudio } from "./harness/audio-file.ts";
import { type HistoryEntry, get } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";

const input = "Good morning. It is half past seven, and the bread is still warm.";

test("curl gets espeak-ng's speech in each format, as long as history says", async (t) => {
  const club = await startClub(t);
  await club.startAgent();

  const curl = async (
    format: string,
  ): Promise<{ file: string; type: string; entry: HistoryEntry }> => {
    const file = join(club.folder, `speech.${format}`);
    const answer = ["--output", file, "--write-out", "%header{x-request-id} %{content_type}"];
    const body = { model: "espeak-ng", input, response_format: format };
    const { stdout } = await execa("curl", [...answer, ...curlArgs(club, body)]);
    const [id = "", type = ""] = stdout.split(" ", 2);
    return { file, type, entry: await get<HistoryEntry>(club, `/v1/history/${id}`) };
  };

  await t.test("wav: to the millisecond", async () => {
    const { file, type, entry } = await curl("wav");
    const { seconds, ...audio } = await probeAudio(file);
    assert.equal(type, "audio/wav");
    assert.deepEqual(audio, { codec: "pcm_s16le", rateHz: 22_050, channels: 1 });
    assert.ok(
      Math.abs(seconds - entry.audio_seconds) < 0.001,
      `${seconds}, ${entry.audio_seconds}`,
    );
  });

  await t.test("opus: to the millisecond, with an end of stream", async () => {
    const { file, type, entry } = await curl("opus");
    const { codec, channels } = await probeAudio(file);
    assert.deepEqual([type, codec, channels], ["audio/ogg", "opus", 1]);
    const seconds = await playedSeconds(file);
    assert.ok(
      Math.abs(seconds - entry.audio_seconds) < 0.001,
      `${seconds}, ${entry.audio_seconds}`,
    );
    assert.ok(await endsWithEos(file));
  });

  await t.test("pcm: 24 kHz, whatever the provider's rate", async () => {
    const { file, type, entry } = await curl("pcm");
    const { size } = await stat(file);
    assert.equal(type, "audio/pcm;rate=24000;channels=1");
    const seconds = size / 2 / 24_000;
    assert.ok(
      Math.abs(seconds - entry.audio_seconds) < 0.001,
      `${seconds}, ${entry.audio_seconds}`,
    );
  });

  await t.test("mp3: honestly labelled WAV", async () => {
    const { file, type } = await curl("mp3");
    const { codec } = await probeAudio(file);
    assert.deepEqual([type, codec], ["audio/wav", "pcm_s16le"]);
  });
});
