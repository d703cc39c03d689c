import { deepEqual } from "node:assert/strict";
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

test("vLLM-Omni says that it clones where the model that it has loaded does", async () => {
  await using subject = await start();
  const own = ["streaming", "speed", "instructions"];
  for (const [root, clones] of [
    [vllmModel, false],
    ["Qwen/Qwen3-TTS-12Hz-1.7B-VoiceDesign", false],
    ["/models/database", false],
    ["Qwen/Qwen3-TTS-12Hz-0.6B-Base", true],
    ["/models/Qwen3-TTS/base/", true],
    ["FunAudioLLM/Fun-CosyVoice3-0.5B-2512", true],
    ["fishaudio/s2-pro", true],
  ] as const) {
    subject.server.root = root;
    const { features } = await subject.engine.describe(never());
    deepEqual(features, clones ? [...own, "voice-cloning"] : own, root);
  }
});

test("vLLM-Omni clones from a data URL with its transcript, and no voice beside them", async () => {
  await using subject = await start();
  subject.server.root = "Qwen/Qwen3-TTS-12Hz-0.6B-Base";
  const prompt = { wav: Buffer.from("RIFF"), transcript: "what is said" };
  await collect(await subject.engine.speak(saying(sentence, undefined, { prompt }), never()));
  deepEqual(bodyOf(subject.server.requests[0]!), {
    model: vllmModel,
    input: sentence,
    response_format: "wav",
    stream_format: "audio",
    task_type: "Base",
    ref_audio: `data:audio/wav;base64,${Buffer.from("RIFF").toString("base64")}`,
    ref_text: "what is said",
  });
});
