import assert from "node:assert/strict";
import { test } from "node:test";
import { flush } from "../../../src/text/arriving-text.ts";
import { Dictionary } from "../../../src/text/preparation/dictionary.ts";
import {
  preparedChunks,
  preparedText,
  type PreparationOptions,
} from "../../../src/text/preparation/preparation.ts";
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

test("a pause is bounded, and what is no pause is spoken", () => {
  assert.deepEqual(prepared("[pause:99999s]", all), [{ pauseMs: 10_000 }]);
  for (const text of ["[pause]", "[pause:s]", "[pause:1h]", "[pause:-1s]", "[pausing:1s]"]) {
    assert.deepEqual(prepared(text, all), [text]);
  }
});

test("markup and phonemes are no words to be respelled, text in brackets is", () => {
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

test("pauses stand before the segments that follow them", () => {
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
