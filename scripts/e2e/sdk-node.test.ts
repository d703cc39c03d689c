import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { test } from "node:test";
import OpenAI, { APIError } from "openai";
import { probeAudio } from "./harness/audio-file.ts";
import { type ErrorCase, errorCases } from "./harness/error-cases.ts";
import { lastEntry } from "./harness/requests.ts";
import { type TestClub, startClub } from "./harness/test-club.ts";

test("OpenAI's Node SDK lists the models and gets speech as a stream", async (t) => {
  const club = await startClub(t);
  await club.startAgent();
  const client = clientOf(club, club.member);
  const models = await client.models.list();
  assert.deepEqual(
    models.data.map((model) => model.id),
    ["espeak-ng"],
  );

  const file = join(club.folder, "speech.wav");
  const response = await client.audio.speech.create({
    model: "espeak-ng",
    voice: "en-us",
    input: "Hello from Node.",
    response_format: "wav",
  });
  assert.ok(response.body);
  await pipeline(response.body, createWriteStream(file));
  const { codec, seconds } = await probeAudio(file);
  assert.equal(codec, "pcm_s16le");
  assert.ok(Math.abs(seconds - (await lastEntry(club)).audio_seconds) < 0.001);
});

test("the Node SDK throws its own error for each of ours", async (t) => {
  const { club, cases } = await errorCases(t);
  const thrown = await Promise.all(cases.map((one) => errorOf(club, one)));
  const expected = cases.map(({ errorClass, status, type, param }) => ({
    errorClass,
    status,
    type,
    param,
  }));
  assert.deepEqual(thrown, expected);
});

async function errorOf(club: TestClub, { key, body }: ErrorCase): Promise<unknown> {
  try {
    await clientOf(club, key).audio.speech.create(
      body as unknown as OpenAI.Audio.SpeechCreateParams,
    );
    return "none";
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
    const { status, type, param } = error as Record<"status" | "type" | "param", unknown>;
    return { errorClass: error.constructor.name, status, type, param };
  }
}

function clientOf(club: TestClub, apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${club.hub.url}/v1`, apiKey, maxRetries: 0 });
}
