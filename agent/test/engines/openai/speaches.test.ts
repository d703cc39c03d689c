import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { engineContract, never } from "../contract.ts";
import { serving } from "../serve.ts";
import { speachesKokoro, startSpeaches } from "../stand-ins/speaches.ts";

const start = serving({
  start: startSpeaches,
  settings: (server) => ({
    engine: "openai",
    model: "kokoro",
    upstream_model: speachesKokoro,
    url: server.url,
    aliases: {},
  }),
  voice: "ff_siwis",
  format: { rateHz: 24_000, channels: 1 },
});

engineContract("speaches, recognized by itself", start);

test("speaches' voices are those of the configured model alone", async () => {
  await using subject = await start();
  deepEqual((await subject.engine.describe(never())).voices, [
    { name: "af_heart", languages: ["en-us"] },
    { name: "ff_siwis", languages: ["fr-fr"] },
  ]);
});
