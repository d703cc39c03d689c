import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { createEngine } from "../../../src/engines/create-engine.ts";
import { serviceConfigSchema } from "../../../src/engines/service-config-schema.ts";
import { collect, never, saying, sentence } from "../contract.ts";
import { lacks, startPython } from "./python-server.ts";

test("the real Piper server is recognized, described and spoken through", {
  skip: lacks("piper", "flask"),
}, async () => {
  await using server = await startPython("piper.http_server", (port, voices) => [
    "--model",
    "en_US-tone-low",
    "--data-dir",
    voices,
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
  ]);
  const settings = { engine: "piper", url: `http://127.0.0.1:${server.port}`, aliases: {} };
  const engine = createEngine(serviceConfigSchema.parse(settings));

  deepEqual(await engine.health(never()), { state: "ready" });
  deepEqual(await engine.describe(never()), {
    voices: [{ name: "en_US-tone-low", languages: ["en-US"] }],
    defaultVoice: "en_US-tone-low",
    features: ["speed"],
    goesOnAfterCancel: true,
  });
  const speech = await engine.speak(saying(sentence), never());
  deepEqual(speech.format, { rateHz: 16_000, channels: 1 });
  const pcm = await collect(speech);
  // 256 samples for each letter, for each pad behind it, and for the beginning and the end.
  ok(pcm.byteLength >= sentence.length * 256 * 2);
  equal(pcm.byteLength % 512, 0);
});
