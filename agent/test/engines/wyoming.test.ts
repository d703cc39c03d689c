import { deepEqual, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, failed, never, saying, sentence } from "./contract.ts";
import { serving } from "./serve.ts";
import { startWyoming } from "./stand-ins/wyoming.ts";
import { toneOf } from "./stand-ins/tone.ts";

const start = serving({
  start: startWyoming,
  settings: (server) => ({ engine: "wyoming", url: server.url }),
  voice: "en_US-lessac-medium",
  format: { rateHz: 22_050, channels: 1 },
});

engineContract("Wyoming", start);

test("Wyoming's installed voices are offered, and their speakers", async () => {
  await using subject = await start();
  const { voices, features } = await subject.engine.describe(never());
  deepEqual(
    voices.slice(0, 3).map(({ name }) => name),
    ["en_US-lessac-medium", "en_GB-vctk-medium", "en_GB-vctk-medium:p239"],
  );
  ok(!voices.some(({ name }) => name.startsWith("de_DE")));
  deepEqual(features, ["streaming"]);
});

test("Wyoming is asked for a voice and its speaker, and texts longer than a line of Python's are whole", async () => {
  await using subject = await start();
  const text = sentence.repeat(2_000).slice(0, 70_000);
  const speech = await subject.engine.speak(saying(text, "en_GB-vctk-medium:p239"), never());
  ok((await collect(speech)).equals(toneOf(text)));
  deepEqual(subject.server.requests[0], {
    text,
    voice: { name: "en_GB-vctk-medium", speaker: "p239" },
  });
});

const catalogue = (more: object) =>
  serving({
    start: () => startWyoming({ isCatalogue: true }),
    settings: (server) => ({ engine: "wyoming", url: server.url, aliases: {}, ...more }),
    format: { rateHz: 22_050, channels: 1 },
  })();

test("of a whole catalogue that is called installed, the server's own voice is offered alone", async () => {
  await using subject = await catalogue({});
  const { voices, defaultVoice } = await subject.engine.describe(never());
  deepEqual(
    voices.map(({ name }) => name),
    ["default", "my-voice"],
  );
  deepEqual(defaultVoice, "default");
  await collect(await subject.engine.speak(saying(sentence), never()));
  deepEqual(subject.server.requests[0], { text: sentence });
  const another = subject.engine.speak(saying(sentence, "xx_XX-voice7-medium"), never());
  await rejects(another, failed("VOICE_NOT_FOUND"));
});

test("voices of the catalogue that the owner names are offered, and one that is missing is said to be", async () => {
  const name = "xx_XX-voice7-medium";
  await using subject = await catalogue({ voices: [name] });
  const { voices } = await subject.engine.describe(never());
  deepEqual(
    voices.map(({ name }) => name),
    [name],
  );
  await rejects(subject.engine.speak(saying(sentence, name), never()), failed("VOICE_NOT_FOUND"));
});
