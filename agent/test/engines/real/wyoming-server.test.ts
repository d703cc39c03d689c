import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { createEngine } from "../../../src/engines/create-engine.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { collect, failed, never, saying, sentence } from "../contract.ts";
import { lacks, startPython } from "./python-server.ts";

test("the real wyoming-piper is described, spoken through and left in mid-speech", {
  skip: lacks("wyoming_piper", "piper"),
}, async () => {
  await using server = await startPython("wyoming_piper", (port, voices) => [
    "--voice",
    "en_US-tone-low",
    "--data-dir",
    voices,
    "--uri",
    `tcp://127.0.0.1:${port}`,
  ]);
  const settings = { engine: "wyoming", url: `tcp://127.0.0.1:${server.port}` };
  const engine = createEngine(serviceConfigSchema.parse(settings));
  const voice = "en_US-tone-low";

  deepEqual(await engine.health(never()), { state: "ready" });
  const { voices, features } = await engine.describe(never());
  ok(voices.some(({ name }) => name === voice));
  deepEqual(features, ["streaming"]);

  const speech = await engine.speak(saying(`${sentence} ${sentence}`, voice), never());
  deepEqual(speech.format, { rateHz: 16_000, channels: 1 });
  equal((await collect(speech)).byteLength % 512, 0);

  const cancel = new AbortController();
  const left = await engine.speak(saying(sentence.repeat(200), voice), cancel.signal);
  await rejects(async () => {
    for await (const _ of left.audio) cancel.abort();
  }, failed("CANCELLED"));
  ok((await collect(await engine.speak(saying("Again.", voice), never()))).byteLength > 0);
});
