import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { engineContract, never } from "../contract.ts";
import { serving } from "../serve.ts";
import { startDiaTtsServer } from "../stand-ins/dia-tts-server.ts";

const start = serving({
  start: startDiaTtsServer,
  settings: (server) => ({ engine: "openai", model: "dia", url: `${server.url}/v1`, aliases: {} }),
  voice: "Abigail_Taylor.wav",
  format: { rateHz: 44_100, channels: 1 },
});

engineContract("Dia-TTS-Server by OpenAI's path, recognized by itself", start);

test("Dia-TTS-Server offers its modes and its recordings, and is down without its model", async () => {
  await using subject = await start();
  const { voices, features } = await subject.engine.describe(never());
  deepEqual(
    voices.map(({ name }) => name),
    ["S1", "S2", "dialogue", "Abigail_Taylor.wav"],
  );
  deepEqual(features, ["speed", "dialogue"]);
  subject.server.modelLoaded = false;
  deepEqual(await subject.engine.health(never()), {
    state: "loading",
    reason: "The model is not loaded.",
  });
});
