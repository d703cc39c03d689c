import { deepEqual, equal, rejects } from "node:assert/strict";
import { test } from "node:test";
import { engineContract, failed, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { startCoqui } from "../stand-ins/coqui.ts";

const start = serving({
  start: startCoqui,
  settings: (server) => ({ engine: "openai", model: "xtts", url: server.url, aliases: {} }),
  voice: "Daisy Studious",
  format: { rateHz: 24_000, channels: 1 },
});

engineContract("coqui, recognized by itself", start);

test("coqui's speakers are read from MaryTTS's list, spaces and all", async () => {
  await using subject = await start();
  deepEqual((await subject.engine.describe(never())).voices, [
    { name: "Claribel Dervla", languages: ["en"] },
    { name: "Daisy Studious", languages: ["en"] },
  ]);
});

test("a path on coqui's machine is no voice", async () => {
  await using subject = await start();
  for (const path of ["/etc/passwd", "../secret.wav"]) {
    await rejects(subject.engine.speak(saying(sentence, path), never()), failed("VOICE_NOT_FOUND"));
  }
  equal(subject.server.requests.length, 0);
});
