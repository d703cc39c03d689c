import assert from "node:assert/strict";
import { test } from "node:test";
import { segmentsOf } from "../../src/text/segments.ts";
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
