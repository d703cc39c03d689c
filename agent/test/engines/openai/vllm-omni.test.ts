import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { bodyOf } from "../stand-ins/replies.ts";
import { startVllmOmni, vllmModel } from "../stand-ins/vllm-omni.ts";

const start = serving({
  start: startVllmOmni,
  settings: (server) => ({
    engine: "openai",
    model: "qwen3-tts",
    upstream_model: vllmModel,
    url: `${server.url}/v1`,
  }),
  voice: "vivian",
  format: { rateHz: 24_000, channels: 1 },
});

engineContract("vLLM-Omni, recognized by itself", start);

test("vLLM-Omni streams raw audio at speed 1, and answers whole at any other", async () => {
  await using subject = await start();
  for (const more of [{ language: "zh-CN" }, { speed: 1.2, language: "xx" }]) {
    await collect(await subject.engine.speak(saying(sentence, "ryan", more), never()));
  }
  const common = { model: vllmModel, input: sentence, voice: "ryan", response_format: "wav" };
  deepEqual(subject.server.requests.map(bodyOf), [
    { ...common, stream_format: "audio", language: "Chinese" },
    { ...common, speed: 1.2 },
  ]);
});

test("vLLM-Omni clones from a data URL with its transcript", async () => {
  await using subject = await start();
  const prompt = { wav: Buffer.from("RIFF"), transcript: "what is said" };
  await collect(await subject.engine.speak(saying(sentence, undefined, { prompt }), never()));
  const body = bodyOf(subject.server.requests[0]!);
  equal(body["ref_audio"], `data:audio/wav;base64,${Buffer.from("RIFF").toString("base64")}`);
  equal(body["ref_text"], "what is said");
  equal(body["task_type"], "Base");
});
