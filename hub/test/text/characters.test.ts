import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as check, property, string } from "fast-check";
import { characters } from "../../src/text/characters.ts";

test("characters are code points, a lone surrogate is one", () => {
  assert.equal(characters(""), 0);
  assert.equal(characters("aé字😀"), 4);
  assert.equal(characters("\ud83d\ud83d\ude00\ude00"), 3);
  check(
    property(string({ unit: "binary" }), (text) => characters(text) === Array.from(text).length),
  );
});
