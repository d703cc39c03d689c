import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { startKokoro } from "../stand-ins/kokoro.ts";
import { bodyOf } from "../stand-ins/replies.ts";

const start = serving({
  start: startKokoro,
  settings: (server) => ({ engine: "openai", model: "my-kokoro", url: `${server.url}/v1` }),
  voice: "bf_emma",
  format: { rateHz: 24_000, channels: 1 },
});

engineContract("Kokoro-FastAPI, recognized by itself", start);

test("Kokoro is asked for a stream, by a model's name that it knows", async () => {
  await using subject = await start();
  await collect(await subject.engine.speak(saying(sentence, undefined, { speed: 1.5 }), never()));
  deepEqual(bodyOf(subject.server.requests[0]!), {
    model: "kokoro",
    input: sentence,
    voice: "af_heart",
    response_format: "wav",
    speed: 1.5,
    stream: true,
  });
});

test("Kokoro's voices tell their language, and one is chosen by it", async () => {
  await using subject = await start();
  const { voices } = await subject.engine.describe(never());
  deepEqual(voices.slice(0, 3), [
    { name: "af_heart", languages: ["en-US"] },
    { name: "bf_emma", languages: ["en-GB"] },
    { name: "jf_alpha", languages: ["ja-JP"] },
  ]);
  await collect(
    await subject.engine.speak(saying(sentence, undefined, { language: "ja" }), never()),
  );
  equal(bodyOf(subject.server.requests[0]!)["voice"], "jf_alpha");
});

test("OpenAI's names stand for the default voice", async () => {
  await using subject = await start();
  await collect(await subject.engine.speak(saying(sentence, "alloy"), never()));
  equal(bodyOf(subject.server.requests[0]!)["voice"], "af_heart");
});
