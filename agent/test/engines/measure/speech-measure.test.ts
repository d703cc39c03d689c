import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import { SpeechMeasure } from "../../../src/engines/measure/speech-measure.ts";
import { type MeasuredSpeech, streamed } from "../../../src/engines/measure/streamed.ts";

const text = "The first sentence is short. The second one is no longer than the first.";
const whole: MeasuredSpeech = { text, firstAudioMs: 1_900, engineMs: 2_000, stalledMs: 0 };
const early: MeasuredSpeech = { ...whole, firstAudioMs: 300 };

suite("whether an answer was streamed", () => {
  for (const [name, speech, verdict] of [
    ["first audio early", early, true],
    ["all of it at the end", whole, false],
    ["all of a single sentence at the end", { ...whole, text: "Only one, e.g. this." }, undefined],
    ["too fast to tell", { ...whole, firstAudioMs: 490, engineMs: 499 }, undefined],
    ["a reader who let it wait", { ...whole, stalledMs: 1_000 }, undefined],
  ] as const) {
    test(`${name}: ${verdict ?? "not known"}`, () => equal(streamed(speech), verdict));
  }
});

suite("what a service's answers teach", () => {
  test("is nothing before the first, but for what init measured", () => {
    deepEqual(new SpeechMeasure().view(), {});
    deepEqual(new SpeechMeasure(false).view(), { streams: false });
  });

  test("follows most of the latest answers", () => {
    const measure = new SpeechMeasure(true);
    const say = (speech: MeasuredSpeech) => {
      measure.add(speech);
      return measure.view().streams;
    };
    deepEqual([whole, early, early, whole, whole, whole].map(say), [
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test("says another time of first audio only when it is worth telling", () => {
    const measure = new SpeechMeasure();
    const say = (firstAudioMs: number) => {
      measure.add({ ...early, firstAudioMs });
      return measure.view().firstAudioMs;
    };
    deepEqual([300, 310, 700, 700, 700].map(say), [300, 300, 300, 700, 700]);
  });

  test("tells how long a text takes", () => {
    const measure = new SpeechMeasure();
    equal(measure.expectedMs("x"), undefined);
    measure.add({ ...whole, text: "x".repeat(100), engineMs: 5_000 });
    equal(measure.expectedMs("x".repeat(10)), 500);
  });
});
