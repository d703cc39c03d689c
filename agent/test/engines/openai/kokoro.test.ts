import { deepEqual, equal, rejects } from "node:assert/strict";
import { suite, test } from "node:test";
import { type MeasuredSpeech, streamed } from "../../../src/engines/measure/streamed.ts";
import { untilEngineIsFree } from "../../../src/jobs/hold-slot.ts";
import { until } from "../../until.ts";
import { collect, engineContract, failed, never, saying, sentence } from "../contract.ts";
import { serving } from "../serve.ts";
import { type KokoroOptions, startKokoro } from "../stand-ins/kokoro.ts";
import { bodyOf } from "../stand-ins/replies.ts";

const setup = {
  start: () => startKokoro(),
  settings: (server: { readonly url: string }) => ({
    engine: "openai",
    model: "my-kokoro",
    url: `${server.url}/v1`,
  }),
  voice: "bf_emma",
  format: { rateHz: 24_000, channels: 1 },
};
const start = serving(setup);
const starting = (options: KokoroOptions) =>
  serving({ ...setup, start: () => startKokoro(options) })();

engineContract("Kokoro-FastAPI, recognized by itself", start);

test("Kokoro is asked for a stream, by a model's name that it knows", async () => {
  await using subject = await start();
  await collect(await subject.engine.speak(saying(sentence, undefined, { speed: 1.5 }), never()));
  deepEqual(bodyOf(subject.server.requests[0]!), {
    model: "kokoro",
    input: sentence,
    voice: "af_heart",
    response_format: "wav",
    speed: 1.5,
    stream: true,
  });
});

test("Kokoro is given the parameters that it knows, its options as a map, and no others", async () => {
  await using subject = await start();
  const known = {
    lang_code: "b",
    volume_multiplier: 1.5,
    normalization_options: { normalize: false, url_normalization: true },
  };
  const parameters = { ...known, cfg_scale: 3, options: [1] };
  deepEqual((await subject.engine.describe(never())).parameters, Object.keys(known));
  await collect(await subject.engine.speak(saying(sentence, undefined, { parameters }), never()));
  deepEqual(bodyOf(subject.server.requests[0]!), {
    ...known,
    model: "kokoro",
    input: sentence,
    voice: "af_heart",
    response_format: "wav",
    stream: true,
  });
});

test("Kokoro's voices tell their language, and one is chosen by it", async () => {
  await using subject = await start();
  const { voices } = await subject.engine.describe(never());
  deepEqual(voices.slice(0, 3), [
    { name: "af_heart", languages: ["en-US"] },
    { name: "bf_emma", languages: ["en-GB"] },
    { name: "jf_alpha", languages: ["ja-JP"] },
  ]);
  await collect(
    await subject.engine.speak(saying(sentence, undefined, { language: "ja" }), never()),
  );
  equal(bodyOf(subject.server.requests[0]!)["voice"], "jf_alpha");
});

test("OpenAI's names stand for the default voice", async () => {
  await using subject = await start();
  await collect(await subject.engine.speak(saying(sentence, "alloy"), never()));
  equal(bodyOf(subject.server.requests[0]!)["voice"], "af_heart");
});

suite("Kokoro at work, by chunks of a thousand characters", () => {
  const long = sentence.repeat(60);

  test("speaks a long text chunk by chunk, and a paragraph as a whole", async () => {
    await using subject = await starting({ msPerCharacter: 0.6 });
    const firstAndAll = async (text: string): Promise<MeasuredSpeech> => {
      const startMs = performance.now();
      const speech = await subject.engine.speak(saying(text, "bf_emma"), never());
      let firstAudioMs: number | undefined;
      for await (const _ of speech.audio) firstAudioMs ??= performance.now() - startMs;
      const engineMs = performance.now() - startMs;
      return { text, firstAudioMs: firstAudioMs ?? 0, engineMs, stalledMs: 0 };
    };
    await subject.engine.describe(never());
    equal(streamed(await firstAndAll(long)), true);
    equal(streamed(await firstAndAll(`${sentence} `.repeat(20))), false);
  });

  test("goes on with a chunk that nobody wants any more: the slot is free when it answers again", async () => {
    await using subject = await starting({ msPerCharacter: 0.5 });
    const { engine, server } = subject;
    equal((await engine.describe(never())).goesOnAfterCancel, true);
    const cancel = new AbortController();
    const speech = engine.speak(saying(long, "bf_emma"), cancel.signal);
    await server.spokenTo();
    cancel.abort();
    await rejects(speech, failed("CANCELLED"));
    equal(server.working, 1);
    await untilEngineIsFree(engine, 0, () => performance.now());
    equal(server.working, 0);
  });

  test("is loading until its model is loaded", async () => {
    await using subject = await starting({ loadsForMs: 300 });
    equal((await subject.engine.health(never())).state, "loading");
    await until("it is loaded", async () => {
      const { state } = await subject.engine.health(never());
      return state === "ready";
    });
  });
});
