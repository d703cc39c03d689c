import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { engineContract, never } from "../contract.ts";
import { serving } from "../serve.ts";
import { startChatterboxTtsServer } from "../stand-ins/chatterbox-tts-server.ts";

const start = serving({
  start: startChatterboxTtsServer,
  settings: (server) => ({ engine: "openai", model: "chatterbox", url: `${server.url}/v1` }),
  voice: "Emily.wav",
  format: { rateHz: 24_000, channels: 1 },
});

engineContract("Chatterbox-TTS-Server, recognized by itself", start);

test("Chatterbox-TTS-Server does not stream, and its first voice is the default", async () => {
  await using subject = await start();
  const { features, defaultVoice } = await subject.engine.describe(never());
  deepEqual([features, defaultVoice], [["speed"], "Abigail.wav"]);
});
