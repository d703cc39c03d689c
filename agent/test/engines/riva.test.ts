import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, never, saying, sentence } from "./contract.ts";
import { serving } from "./serve.ts";
import { fieldsOf, partsOf } from "./stand-ins/multipart.ts";
import { startRiva } from "./stand-ins/riva.ts";

const setup = (more: object) => ({
  start: startRiva,
  settings: (server: { readonly url: string }) => ({ engine: "riva", url: server.url, ...more }),
  voice: "Magpie-Multilingual.ES-US.Diego",
  format: { rateHz: 22_050, channels: 1 },
});

engineContract("Riva, offline", serving(setup({ online: false })));
engineContract("Riva, online", serving(setup({})));

test("Riva, online, streams headerless PCM at the rate asked for, in whole samples", async () => {
  const format = { rateHz: 44_100, channels: 1 };
  await using subject = await serving({ ...setup({ rate_hz: 44_100 }), format })();
  const speech = await subject.engine.speak(saying(sentence, subject.voice), never());
  deepEqual(speech.format, format);
  deepEqual(await collect(speech), subject.pcmOf?.(sentence));
  deepEqual(fieldsOf(subject.server.requests[0]!), {
    text: sentence,
    language: "es-US",
    voice: "Magpie-Multilingual.ES-US.Diego",
    sample_rate_hz: "44100",
    encoding: "LINEAR_PCM",
  });
});

test("Riva's voices are flattened, with the language that their name holds", async () => {
  await using subject = await serving(setup({ aliases: {} }))();
  deepEqual(await subject.engine.describe(never()), {
    voices: [
      { name: "Magpie-Multilingual.ES-US.Diego", languages: ["es-US"] },
      { name: "Magpie-Multilingual.EN-US.Mia", languages: ["en-US"] },
      { name: "Magpie-Multilingual.EN-US.Mia.Happy", languages: ["en-US"] },
    ],
    defaultVoice: "Magpie-Multilingual.EN-US.Mia",
    features: ["streaming"],
    maxInputCharacters: 1_800,
  });
});

test("Riva's zero-shot models are given the recording and what is said in it", async () => {
  await using subject = await serving(setup({}))();
  const prompt = { wav: Buffer.from("RIFF"), transcript: "what is said" };
  await collect(await subject.engine.speak(saying(sentence, undefined, { prompt }), never()));
  const parts = partsOf(subject.server.requests[0]!);
  deepEqual(parts.map(({ name, fileName }) => [name, fileName]).slice(-2), [
    ["audio_prompt_transcript", undefined],
    ["audio_prompt", "audio_prompt.wav"],
  ]);
});

test("Riva is down while it says that it is not ready", async () => {
  await using subject = await serving(setup({}))();
  subject.server.ready = false;
  const health = await subject.engine.health(never());
  deepEqual(health, { state: "down", reason: "The NIM says that it is not ready." });
});
