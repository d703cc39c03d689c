import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, asyncProperty, constantFrom, integer } from "fast-check";
import { arrivingText, flush } from "../../../src/text/arriving-text.ts";
import { Dictionary } from "../../../src/text/preparation/dictionary.ts";
import {
  preparedChunks,
  preparedText,
  type PreparationOptions,
} from "../../../src/text/preparation/preparation.ts";
import { ManualClock } from "../../manual-clock.ts";
import { Chunks } from "../chunks.ts";
import { arrivingBoundsFor, type Pause, segmentsOfParts } from "../../../src/text/segments.ts";

const dictionary = new Dictionary([{ word: "GIF", respelling: "jif" }]);
const all: PreparationOptions = { markdown: { code: "name" }, dictionary, pauses: true };

test("without options a text stays as it is", () => {
  const text = "A **GIF** [pause:1s] stays.";
  assert.deepEqual(prepared(text, {}), [text]);
});

test("Markdown, words and pauses are prepared together", () => {
  assert.deepEqual(prepared("# A **GIF**\n\nWait [pause:1.5s] for `GIF` [pause: 20ms]", all), [
    "A jif.\n\n\nWait ",
    { pauseMs: 1_500 },
    " for jif ",
    { pauseMs: 20 },
  ]);
});

test("a pause is bounded, and other bracketed text is spoken", () => {
  assert.deepEqual(prepared("[pause:99999s]", all), [{ pauseMs: 10_000 }]);
  for (const text of ["[pause]", "[pause:s]", "[pause:1h]", "[pause:-1s]", "[pausing:1s]"]) {
    assert.deepEqual(prepared(text, all), [text]);
  }
});

test("words are respelled in bracketed text, but not in tags and phonemes", () => {
  const text = '<voice name="GIF">GIF</voice> [[GIF]] [a GIF]';
  assert.deepEqual(prepared(text, { dictionary }), [
    '<voice name="GIF">jif</voice> [[GIF]] [a jif]',
  ]);
});

test("an arriving text is prepared as it comes, and at a flush", async () => {
  const chunks = new Chunks<string | typeof flush>();
  for (const chunk of ["A **GI", "F** is [pau", "se:1s] he", flush, "re."] as const) {
    chunks.push(chunk);
  }
  chunks.end();
  assert.deepEqual(await Array.fromAsync(preparedChunks(chunks, all)), [
    "A ",
    "jif is ",
    { pauseMs: 1_000 },
    " ",
    "he",
    flush,
    "re.",
  ]);
});

test("pauses come before the segments that follow them", () => {
  const parts = prepared("[pause:1s]One. [pause:2s] [pause:500ms] Two.[pause:3s]", all);
  assert.deepEqual(
    [...segmentsOfParts(parts, arrivingBoundsFor({ features: [] }))].map((segment) => [
      segment.text,
      segment.pauseBeforeMs,
    ]),
    [
      ["One. ", 1_000],
      ["  Two.", 2_500],
      ["", 3_000],
    ],
  );
});

test("a text prepared as it arrives has the segments of the whole text", async () => {
  const part = constantFrom(
    ..."A **GIF** is here. ;It is [a link](https://a.b) to it. ;- An item\n;\n\n;# Title\n;[pause:1s];`x.y` ;Dr. ;3.;14 ;你好。;| a | b |\n".split(
      ";",
    ),
  );
  const bounds = arrivingBoundsFor({ features: [] });
  await check(
    asyncProperty(
      array(part, { maxLength: 30 }).map((parts) => parts.join("")),
      array(integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 10 }),
      async (text, lengths) => {
        const chunks = new Chunks<string>();
        for (let at = 0, round = 0; at < text.length; round += 1) {
          const length = lengths[round % lengths.length] ?? 1;
          chunks.push(text.slice(at, at + length));
          at += length;
        }
        chunks.end();
        const arriving = preparedChunks(chunks, all);
        const never = new AbortController().signal;
        assert.deepEqual(
          await Array.fromAsync(arrivingText(arriving, { bounds }, new ManualClock(), never)),
          [...segmentsOfParts(preparedText(text, all), bounds)],
        );
      },
    ),
  );
});

/** With neighbouring texts as one. */
function prepared(text: string, options: PreparationOptions): readonly (string | Pause)[] {
  const parts: (string | Pause)[] = [];
  for (const part of preparedText(text, options)) {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts.splice(-1, 1, last + part);
    else parts.push(part);
  }
  return parts;
}
