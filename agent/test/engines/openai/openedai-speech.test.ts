import { ok } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { startOpenedAiSpeech } from "../stand-ins/openedai-speech.ts";
import { toneOf } from "../stand-ins/tone.ts";

const settings = { engine: "openai", model: "tts-1" };

engineContract(
  "openedai-speech, recognized by itself",
  serving({
    start: startOpenedAiSpeech,
    settings: (server) => ({ ...settings, url: `${server.url}/v1` }),
    voice: "nova",
    format: { rateHz: 22_050, channels: 1 },
  }),
);

test("raw PCM has the rate that its Content-Type names", async () => {
  await using subject = await serving({
    start: startOpenedAiSpeech,
    settings: (server) => ({ ...settings, url: `${server.url}/v1`, format: "pcm" }),
    format: { rateHz: 22_050, channels: 1 },
  })();
  const speech = await subject.engine.speak(saying(sentence, "nova"), never());
  ok(speech.format.rateHz === 22_050 && (await collect(speech)).equals(toneOf(sentence)));
});
