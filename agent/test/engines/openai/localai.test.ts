import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { startLocalAi } from "../stand-ins/localai.ts";
import { bodyOf } from "../stand-ins/replies.ts";

const settings = { engine: "openai", model: "piper-en" };
const format = { rateHz: 16_000, channels: 1 };

engineContract(
  "LocalAI, recognized by itself",
  serving({
    start: () => startLocalAi(),
    settings: (server) => ({ ...settings, url: `${server.url}/v1` }),
    format,
  }),
);

test("LocalAI streams unless its owner says that the backend cannot", async () => {
  for (const [features, stream] of [
    [undefined, true],
    [[], undefined],
  ] as const) {
    await using subject = await serving({
      start: () => startLocalAi(),
      settings: (server) => ({ ...settings, url: server.url, ...(features && { features }) }),
      format,
    })();
    await collect(await subject.engine.speak(saying(sentence, "any.onnx"), never()));
    deepEqual(bodyOf(subject.server.requests[0]!)["stream"], stream);
  }
});
