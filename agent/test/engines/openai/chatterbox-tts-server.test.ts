import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Utterance } from "../../../src/engines/engine.ts";
import { until } from "../../until.ts";
import { collect, engineContract, failed, never, saying } from "../contract.ts";
import { serving } from "../serve.ts";
import {
  type ChatterboxTtsServer,
  startChatterboxTtsServer,
} from "../stand-ins/chatterbox-tts-server.ts";
import { partsOf } from "../stand-ins/multipart.ts";
import { bodyOf } from "../stand-ins/replies.ts";
import { toneOf } from "../stand-ins/tone.ts";
import { wholeWav } from "../stand-ins/wav-bytes.ts";

const setup = (more: (server: ChatterboxTtsServer) => object = () => ({})) =>
  serving({
    start: startChatterboxTtsServer,
    settings: (server) => ({
      engine: "openai",
      model: "chatterbox",
      url: `${server.url}/v1`,
      ...more(server),
    }),
    voice: "Emily.wav",
    format: { rateHz: 24_000, channels: 1 },
  });
const start = setup();

engineContract("Chatterbox-TTS-Server, recognized by itself", start);

test("Chatterbox-TTS-Server does not stream, and its first voice is the default", async () => {
  await using subject = await start();
  const { features, defaultVoice } = await subject.engine.describe(never());
  deepEqual([features, defaultVoice], [["speed", "voice-cloning"], "Abigail.wav"]);
});

function recordingOf(seconds: number): NonNullable<Utterance["prompt"]> {
  const wav = wholeWav(44_100, Buffer.alloc(seconds * 88_200, 1));
  return { wav, transcript: "not asked for" };
}

test("Chatterbox-TTS-Server is given the recording under a name of its content, and then speaks with it", async () => {
  await using subject = await start();
  const { engine, server } = subject;
  const prompt = recordingOf(2);
  const parameters = { seed: 7, temperature: 0.7, exaggeration: 0.6, cfg_weight: 0.4, top_p: 0.9 };
  const more = { prompt, parameters, speed: 0.9, language: "de-AT" };
  const name = `club-${createHash("sha256").update(prompt.wav).digest("hex").slice(0, 32)}.wav`;
  for (const text of ["Eins.", "Zwei."]) {
    deepEqual(
      await collect(await engine.speak(saying(text, undefined, more), never())),
      toneOf(text),
    );
  }
  deepEqual(
    server.references.uploads.map((upload) => partsOf(upload)),
    [1, 2].map(() => [{ name: "files", fileName: name, type: "audio/wav", bytes: prompt.wav }]),
  );
  deepEqual(server.references.files(), [name]);
  deepEqual(
    server.requests.map((request) => [request.path, bodyOf(request)]),
    ["Eins.", "Zwei."].map((text) => [
      "/tts",
      {
        text,
        voice_mode: "clone",
        reference_audio_filename: name,
        output_format: "wav",
        language: "de",
        speed_factor: 0.9,
        seed: 7,
        temperature: 0.7,
        exaggeration: 0.6,
        cfg_weight: 0.4,
      },
    ]),
  );
});

test("Chatterbox-TTS-Server is given no more of a recording than it takes", async () => {
  await using subject = await start();
  const more = { prompt: recordingOf(90), language: "xx" };
  await collect(await subject.engine.speak(saying("Hello.", undefined, more), never()));
  const [name = ""] = subject.server.references.files();
  const kept = subject.server.references.read(name);
  equal(kept.length, 44 + 30 * 88_200);
  equal(kept.readUInt32LE(40), 30 * 88_200);
  equal(bodyOf(subject.server.requests[0]!)["language"], undefined);
});

test("where Chatterbox-TTS-Server's folder is known, nothing of a recording stays in it", async () => {
  await using subject = await setup((server) => ({ reference_folder: server.references.path }))();
  const { engine, server } = subject;
  const speak = (signal = never()): Promise<unknown> =>
    engine.speak(saying("Hello.", undefined, { prompt: recordingOf(1) }), signal).then(collect);
  await Promise.all([speak(), speak()]);
  const names = server.requests.map((request) =>
    String(bodyOf(request)["reference_audio_filename"]),
  );
  equal(new Set(names).size, 2);
  for (const name of names) match(name, /^club-[0-9a-f-]{36}\.wav$/);
  deepEqual(server.references.files(), []);

  server.fault = { kind: "status", status: 500 };
  await rejects(speak(), failed("ENGINE_FAILED"));
  deepEqual(server.references.files(), []);

  server.fault = { kind: "hang" };
  const cancel = new AbortController();
  void server.spokenTo().then(() => cancel.abort());
  await rejects(speak(cancel.signal), failed("CANCELLED"));
  await until("the recording is removed", () => server.references.files().length === 0);
});
