import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { engineContract, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { startOrpheus } from "../stand-ins/orpheus.ts";

const start = serving({
  start: startOrpheus,
  settings: (server) => ({ engine: "openai", model: "orpheus", url: `${server.url}/v1` }),
  voice: "pierre",
  format: { rateHz: 24_000, channels: 1 },
});

engineContract("Orpheus-FastAPI, recognized by itself", start);

test("Orpheus' voices have the language that their list in its source gives them", async () => {
  await using subject = await start();
  const { voices, defaultVoice } = await subject.engine.describe(never());
  deepEqual(voices.find(({ name }) => name === "pierre")?.languages, ["fr-FR"]);
  equal(defaultVoice, "tara");
});

test("Orpheus is busy while it speaks and answers nothing", async () => {
  await using subject = await start();
  await subject.engine.describe(never());
  subject.server.fault = { kind: "hang" };
  const cancel = new AbortController();
  const speech = subject.engine.speak(saying(sentence, "tara"), cancel.signal).catch(() => "over");
  await subject.server.spokenTo();
  subject.server.blocked = true;
  deepEqual(await subject.engine.health(never()), { state: "busy" });
  cancel.abort();
  equal(await speech, "over");
});
