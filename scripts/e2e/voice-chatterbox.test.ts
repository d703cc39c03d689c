import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { startChatterboxTtsServer } from "../../agent/test/engines/stand-ins/chatterbox-tts-server.ts";
import { partsOf } from "../../agent/test/engines/stand-ins/multipart.ts";
import { bodyOf } from "../../agent/test/engines/stand-ins/replies.ts";
import { get, lastEntry } from "./harness/requests.ts";
import { startClub } from "./harness/test-club.ts";
import { record } from "./harness/voice-recordings.ts";
import { generate, keepSample } from "./harness/voice-requests.ts";

type Models = { readonly data: readonly { readonly supported_features: readonly string[] }[] };

test("a browser's recording is cloned by Chatterbox-TTS-Server, which keeps nothing of it", async (t) => {
  await using chatterbox = await startChatterboxTtsServer();
  const club = await startClub(t);
  const { path: folder } = chatterbox.references;
  const url = `${chatterbox.url}/v1`;
  const service = { type: "tts", engine: "openai", model: "chatterbox", url };
  await club.startAgent({ services: [{ ...service, reference_folder: folder }] });
  const { data } = await get<Models>(club, "/v1/models");
  assert.ok(data[0]?.supported_features.includes("voice-cloning"));

  const file = join(club.folder, "ann.webm");
  await record(file, "Good morning, this is Ann.");
  const facts = { speaker_name: "Ann", transcript: "Good morning, this is Ann." };
  const S1 = await keepSample(club, file, facts);
  const input = "[S1] Hello. [S1] How are you?";
  const response = await generate(club, { input, speakers: { S1 }, temperature: 0.7, seed: 7 });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("x-seed"), "7");
  assert.equal(Buffer.from(await response.arrayBuffer()).toString("latin1", 0, 4), "RIFF");
  assert.equal((await lastEntry(club)).status, "completed");

  const [upload] = chatterbox.references.uploads;
  assert.ok(upload);
  const [recording] = partsOf(upload);
  const [request] = chatterbox.requests;
  assert.ok(request);
  assert.deepEqual(bodyOf(request), {
    text: "Hello. How are you?",
    voice_mode: "clone",
    reference_audio_filename: recording?.fileName,
    output_format: "wav",
    temperature: 0.7,
    seed: 7,
  });
  assert.deepEqual(chatterbox.references.files(), []);

  const dialogue = await generate(club, { input: "[S1] One. [S2] Two.", speakers: { S1 } });
  const { error } = (await dialogue.json()) as { error: { message: string } };
  assert.equal(dialogue.status, 404);
  assert.match(error.message, /has the feature dialogue/);
});
