import assert from "node:assert/strict";
import { test } from "node:test";
import { hasWords, WordSearch } from "../../src/text/words.ts";

test("a word is found in parts as it is in the whole, with each part looked at once", () => {
  const texts = [
    "...",
    " <break/> ",
    "</p> <b> . ",
    "<",
    "< a",
    "one",
    "… <x y='z'>é",
    "<a>1",
    "<1>",
  ];
  for (const text of texts) {
    for (const size of [1, 2, 3, 100]) {
      const search = new WordSearch();
      let found = false;
      for (let at = 0; at < text.length; at += size) {
        found = search.add(text.slice(at, at + size));
        const sofar = text.slice(0, at + size);
        // A tag that is cut looks like a word, to either.
        if (!sofar.includes("<")) assert.equal(found, hasWords(sofar), sofar);
      }
      if (size === 100) assert.equal(found, hasWords(text), text);
    }
  }
});

test("a tag that is cut behind its bracket is none of the words", () => {
  const search = new WordSearch();
  assert.equal(search.add(" <"), false);
  assert.equal(search.add("/"), false);
  assert.equal(search.add("speak>."), false);
  assert.equal(search.add("."), false);
  assert.equal(search.add("Hi"), true);
});
