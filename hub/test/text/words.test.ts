import assert from "node:assert/strict";
import { test } from "node:test";
import { hasWords } from "../../src/text/words.ts";

test("a letter or a digit of any script is something to say", () => {
  for (const text of [
    "a",
    "7",
    "字",
    "ก็",
    "न",
    "ب",
    "½",
    "[laughs]",
    "[[h@l'oU]]",
    "<b>a</b>",
    "a <",
    "<3",
  ]) {
    assert.equal(hasWords(text), true, text);
  }
});

test("signs, marks, emoji and tags are not", () => {
  for (const text of [
    "",
    " \n",
    "...",
    "—",
    "👍🏽",
    "\u0301",
    "<br/>",
    '<break time="1s"/>',
    "</p> <p>",
    "[ ]",
  ]) {
    assert.equal(hasWords(text), false, text);
  }
});

test("a text of tags that do not end is looked at once", () => {
  assert.equal(hasWords("<".repeat(200_000)), false);
  assert.equal(hasWords("<a ".repeat(100_000)), true);
});
