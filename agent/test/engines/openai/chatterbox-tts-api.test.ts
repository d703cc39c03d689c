import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, failed, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { startChatterboxTtsApi } from "../stand-ins/chatterbox-tts-api.ts";
import { partsOf } from "../stand-ins/multipart.ts";
import { bodyOf } from "../stand-ins/replies.ts";

const start = serving({
  start: startChatterboxTtsApi,
  settings: (server) => ({ engine: "openai", model: "chatterbox", url: `${server.url}/v1` }),
  voice: "narrator",
  format: { rateHz: 24_000, channels: 1 },
});

engineContract("chatterbox-tts-api, recognized by itself", start);

test("chatterbox-tts-api is asked on the path that streams, without a speed, with its own settings", async () => {
  await using subject = await start();
  const more = { speed: 2, parameters: { exaggeration: 0.7, cfg_scale: 3 } };
  await collect(await subject.engine.speak(saying(sentence, "narrator", more), never()));
  const [request] = subject.server.requests;
  equal(request?.path, "/v1/audio/speech/stream");
  deepEqual(bodyOf(request), {
    model: "chatterbox",
    input: sentence,
    voice: "narrator",
    response_format: "wav",
    exaggeration: 0.7,
  });
});

test("chatterbox-tts-api clones from a recording that goes with the text", async () => {
  await using subject = await start();
  const prompt = { wav: Buffer.from("RIFF a recording"), transcript: "not asked for" };
  await collect(await subject.engine.speak(saying(sentence, undefined, { prompt }), never()));
  const [request] = subject.server.requests;
  equal(request?.path, "/v1/audio/speech/stream/upload");
  deepEqual(
    partsOf(request).map(({ name, fileName, bytes }) => [name, fileName, bytes.toString()]),
    [
      ["input", undefined, sentence],
      ["voice_file", "voice_file.wav", "RIFF a recording"],
    ],
  );
});

test("chatterbox-tts-api is down while it loads", async () => {
  await using subject = await start();
  subject.server.initialization = "initializing";
  const loading = await subject.engine.health(never());
  deepEqual(loading, { state: "loading", reason: "The model is being loaded." });
  subject.server.initialization = "ready";
  deepEqual(await subject.engine.health(never()), { state: "ready" });
});

test("more than chatterbox-tts-api takes is bad input, and it says how much it takes", async () => {
  await using subject = await start();
  equal((await subject.engine.describe(never())).maxInputCharacters, 3_000);
  const tooLong = subject.engine.speak(saying("x".repeat(3_001)), never());
  await rejects(tooLong, failed("BAD_INPUT"));
  ok(
    (await collect(await subject.engine.speak(saying("x".repeat(3_000)), never()))).byteLength > 0,
  );
});
