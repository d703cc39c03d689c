import { deepEqual, equal, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { assert, property, uint8Array } from "fast-check";
import { checkSegment, type Fault, faultsIn } from "../../../src/long-form/checks/check-segment.ts";
import { segmentFigures } from "../../../src/long-form/checks/segment-figures.ts";
import { type Norms, VoiceNorms } from "../../../src/long-form/checks/voice-norms.ts";
import { spoken } from "../mastering/spoken.ts";

const rateHz = 22_050;
const texts = [
  "The harbour lay still under a thin layer of mist, and only the gulls were awake.",
  "He counted the coins twice, put them into the drawer, and turned the key.",
  "What could they possibly want from a lighthouse keeper?",
  "In 1987 the town had 4,200 inhabitants, two bakeries and no bridge.",
  "She closed the book, opened the window, and let the cold air in.",
  "Her brother laughed until the tears ran down his face.",
] as const;
const speech = await Promise.all(texts.map(async (text) => await spoken(text)));
const norms = normsOf();
const [text] = texts;
const clean = speech[0] ?? Buffer.alloc(0);

function normsOf(): Norms {
  const voice = new VoiceNorms();
  for (const [at, pcm] of speech.entries()) voice.add(segmentFigures(pcm, rateHz), texts[at] ?? "");
  return voice.norms;
}

function check(
  pcm: Uint8Array,
  given: Partial<{ rateHz: number; norms: Norms; text: string }> = {},
) {
  return checkSegment({ pcm, rateHz, text, norms, ...given });
}

function kinds(faults: readonly Fault[]): readonly string[] {
  return faults.map(({ kind }) => kind);
}

function changed(pcm: Buffer, change: (sample: number, frame: number) => number): Buffer {
  const copy = Buffer.from(pcm);
  for (let at = 0; at + 1 < copy.length; at += 2) {
    const value = Math.round(change(copy.readInt16LE(at), at / 2));
    copy.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), at);
  }
  return copy;
}

suite("a segment", () => {
  test("that is well spoken has no faults, whether the voice is known or not", () => {
    for (const [at, pcm] of speech.entries()) {
      deepEqual(check(pcm, { text: texts[at] ?? "" }), []);
      deepEqual(check(pcm, { text: texts[at] ?? "", norms: {} }), []);
    }
  });

  test("that is silent is nothing but that", () => {
    deepEqual(kinds(check(Buffer.alloc(clean.length))), ["silence"]);
    deepEqual(kinds(check(Buffer.alloc(0))), ["silence"]);
    const hiss = changed(clean, (_, frame) => ((frame * 7_919) % 61) - 30);
    deepEqual(kinds(check(hiss)), ["silence"]);
  });

  test("without words may be silent", () => {
    deepEqual(check(Buffer.alloc(clean.length), { text: "* * *" }), []);
  });

  test("with a long silence in it says how long", () => {
    const pause = Buffer.alloc(rateHz * 2 * 3);
    const [fault] = check(
      Buffer.concat([clean.subarray(0, 40_000), pause, clean.subarray(40_000)]),
    );
    equal(fault?.kind, "silence");
    ok(fault !== undefined && fault.measured > 2.9 && fault.measured < 3.3, JSON.stringify(fault));
    const [after] = check(Buffer.concat([clean, pause]));
    deepEqual([after?.kind, after?.unit], ["silence", "s"]);
  });

  test("of noise or of a hum is noise", () => {
    let state = 1;
    const noise = changed(clean, () => {
      state = Math.imul(state, 1_664_525) + 1_013_904_223;
      return state >> 18;
    });
    ok(kinds(check(noise)).includes("noise"));
    const hum = changed(clean, (_, frame) => 6_000 * Math.sin((2 * Math.PI * 50 * frame) / rateHz));
    ok(kinds(check(hum)).includes("noise"));
    const half = changed(clean, (sample, frame) =>
      frame < clean.length / 4 ? sample : noise.readInt16LE(frame * 2),
    );
    ok(kinds(check(half)).includes("noise"));
  });

  test("that is cut off, or runs away, is measured against the voice's pace", () => {
    const half = check(clean.subarray(0, clean.length / 2 - ((clean.length / 2) % 2)));
    const fault = half.find(({ kind }) => kind === "too_short");
    ok(fault !== undefined && fault.measured > 0.4 && fault.measured < 0.65, JSON.stringify(half));
    const twice = check(Buffer.concat([clean, clean]));
    deepEqual(kinds(twice), ["too_long"]);
    ok((twice[0]?.measured ?? 0) > 1.8 && twice[0]?.unit === "times the voice's pace");
  });

  test("before its voice is known is measured against all voices", () => {
    const many = Buffer.concat(Array.from({ length: 6 }, () => clean));
    deepEqual(
      check(many, { norms: {} }).map(({ kind, unit }) => [kind, unit]),
      [["too_long", "s per letter"]],
    );
  });

  test("whose last word is missing has a tail that was dropped", () => {
    const loudAt = 2 * Math.floor(0.85 * segmentFigures(clean, rateHz).soundEnd);
    ok(kinds(check(clean.subarray(0, loudAt))).includes("dropped_tail"));
    const { soundEnd } = segmentFigures(clean, rateHz);
    const [fault] = check(clean.subarray(0, 2 * soundEnd + 400));
    deepEqual([fault?.kind, fault?.unit], ["dropped_tail", "s"]);
  });

  test("that is clipped says how much of it is", () => {
    const [fault] = check(changed(clean, (sample) => sample * 12));
    equal(fault?.kind, "clipping");
    ok((fault?.measured ?? 0) > 0.05);
    deepEqual(check(changed(clean, (sample) => sample * 0.2)), []);
  });

  test("at another rate than the voice's is that", () => {
    deepEqual(
      check(clean, { rateHz: 24_000 }).map(({ kind, measured, limit }) => [kind, measured, limit]),
      [["wrong_rate", 24_000, 22_050]],
    );
  });

  test("of one short word is given its slack", async () => {
    for (const word of ["No!", "Yes.", "Wait!", "Oh?"]) {
      deepEqual(check(await spoken(word), { text: word }), [], word);
    }
  });

  test("of any bytes is measured, and its figures survive being stored", () => {
    assert(
      property(uint8Array({ maxLength: 4_000 }), (pcm) => {
        const figures = segmentFigures(pcm, 8_000);
        deepEqual(JSON.parse(JSON.stringify(figures)), figures);
        ok(Array.isArray(faultsIn(figures, text, norms)));
        ok(figures.soundStart <= figures.soundEnd && figures.soundEnd <= figures.frames);
      }),
      { numRuns: 200 },
    );
  });
});

suite("what is usual of a voice", () => {
  test("is not known from a few segments", () => {
    const voice = new VoiceNorms();
    for (const pcm of speech.slice(0, 4)) voice.add(segmentFigures(pcm, rateHz), text);
    deepEqual(voice.norms, {});
  });

  test("is not moved by a few faulty ones", () => {
    const voice = new VoiceNorms();
    for (const [at, pcm] of [...speech, ...speech, ...speech].entries()) {
      voice.add(segmentFigures(pcm, rateHz), texts[at % texts.length] ?? "");
    }
    voice.add(segmentFigures(Buffer.alloc(44_100), 24_000), text);
    voice.add(segmentFigures(Buffer.concat([clean, clean, clean]), rateHz), text);
    ok(Math.abs((voice.norms.pace ?? 0) / (norms.pace ?? 1) - 1) < 0.05);
    equal(voice.norms.rateHz, rateHz);
  });
});
