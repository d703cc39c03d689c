import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { collect, engineContract, never, saying, sentence } from "./contract.ts";
import { serving } from "./serve.ts";
import { fieldsOf, partsOf } from "./stand-ins/multipart.ts";
import { flowVoices, startRiva, zeroShotVoices } from "./stand-ins/riva.ts";
import { wholeWav } from "./stand-ins/wav-bytes.ts";

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

const transcript = "what is said";
const prompt = { wav: wholeWav(44_100, Buffer.alloc(12 * 88_200, 1)), transcript };

const started = serving(setup({ aliases: {} }));

async function withVoices(voices: readonly string[]): ReturnType<typeof started> {
  const subject = await started();
  subject.server.voices = voices;
  return subject;
}

test("Riva's zero-shot model clones, of ten seconds and with no voice beside them, and streams", async () => {
  await using subject = await withVoices(zeroShotVoices);
  const { features, defaultVoice } = await subject.engine.describe(never());
  deepEqual([features, defaultVoice], [["streaming", "voice-cloning"], zeroShotVoices[0]]);
  const more = { prompt, language: "fr-FR" };
  await collect(await subject.engine.speak(saying(sentence, undefined, more), never()));
  const [request] = subject.server.requests;
  equal(request?.path, "/v1/audio/synthesize_online");
  deepEqual(
    partsOf(request).map(({ name, fileName, bytes }) => [name, fileName ?? bytes.toString()]),
    [
      ["text", sentence],
      ["language", "fr-FR"],
      ["sample_rate_hz", "22050"],
      ["encoding", "LINEAR_PCM"],
      ["audio_prompt", "audio_prompt.wav"],
    ],
  );
  equal(partsOf(request).at(-1)?.bytes.length, 44 + 10 * 88_200);
});

test("Riva's Flow is given all of the recording with what is said in it, and asked for the whole", async () => {
  await using subject = await withVoices(flowVoices);
  deepEqual((await subject.engine.describe(never())).features, ["voice-cloning"]);
  await collect(await subject.engine.speak(saying(sentence, undefined, { prompt }), never()));
  await collect(await subject.engine.speak(saying(sentence), never()));
  const [clone, plain] = subject.server.requests;
  deepEqual([clone?.path, plain?.path], ["/v1/audio/synthesize", "/v1/audio/synthesize"]);
  equal(fieldsOf(clone!)["audio_prompt_transcript"], transcript);
  deepEqual(partsOf(clone!).at(-1), {
    name: "audio_prompt",
    fileName: "audio_prompt.wav",
    type: "audio/wav",
    bytes: prompt.wav,
  });
  equal(fieldsOf(plain!)["voice"], flowVoices[0]);
});

test("Riva is down while it says that it is not ready", async () => {
  await using subject = await serving(setup({}))();
  subject.server.ready = false;
  const health = await subject.engine.health(never());
  deepEqual(health, { state: "loading", reason: "The model is being loaded." });
});
