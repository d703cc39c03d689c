import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, integer, property } from "fast-check";
import { segmentsOf } from "../../src/text/segments.ts";
import { TextCutter } from "../../src/text/text-cutter.ts";
import { samples } from "./language-samples.ts";

/** Each sentence alone, so that every place where one ends is seen. */
const bounds = { firstCharacters: 0, mostCharacters: 0, capCharacters: 8_000 };

for (const [language, texts] of Object.entries(samples)) {
  test(`${language} is cut where a reader breathes`, () => {
    for (const pieces of texts) {
      const text = pieces.join("");
      const segments = [...segmentsOf(text, bounds)];
      assert.deepEqual(
        segments.map((segment) => segment.text),
        pieces,
      );
    }
  });
}

test("texts of many languages in a row are cut as each alone, however they are chunked", () => {
  // How long a piece of Thai may be depends on whether it is the first.
  const { Thai: _, ...others } = samples;
  const texts = constantFrom(...Object.values(others).flat());
  const cuts = array(integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 });
  check(
    property(array(texts, { maxLength: 8 }), cuts, (chosen, lengths) => {
      const expected = chosen.flatMap((pieces, at) =>
        at < chosen.length - 1 ? [...pieces.slice(0, -1), `${pieces.at(-1)}\n\n`] : pieces,
      );
      const text = expected.join("");
      const cutter = new TextCutter(bounds);
      const found: string[] = [];
      for (let at = 0, round = 0; at < text.length; round += 1) {
        const length = lengths[round % lengths.length] ?? 1;
        found.push(...cutter.push(text.slice(at, at + length)));
        at += length;
      }
      assert.deepEqual([...found, ...cutter.end()], expected);
    }),
  );
});
