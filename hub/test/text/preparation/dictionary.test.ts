import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, integer, property } from "fast-check";
import { Dictionary, type DictionaryEntry } from "../../../src/text/preparation/dictionary.ts";

const dictionary = new Dictionary([
  { word: "GIF", respelling: "jif" },
  { word: "US", respelling: "U S" },
  { word: "Nguyen", respelling: "win" },
  { word: "New York", respelling: "Noo Yawk" },
  { word: "New York City", respelling: "the city" },
  { word: "York", respelling: "Yawk" },
  { word: "C++", respelling: "C plus plus" },
  { word: "Café", respelling: "kaffay", matchCase: true },
  { word: "café", respelling: "coffee house", matchCase: true },
  { word: "東京", respelling: "とうきょう" },
  { word: "Владимир", respelling: "Влади́мир" },
  { word: "ไทย", respelling: "ไท" },
  { word: "@club", respelling: "at club" },
]);

test("whole words are respelled, parts of words are not", () => {
  assert.equal(respelled("The GIF is no GIFT, un-GIF."), "The jif is no GIFT, un-jif.");
  assert.equal(respelled("New Yorker"), "New Yorker");
  assert.equal(respelled("Nguyen's (nguyen)"), "win's (win)");
});

test("words in capitals match only capitals, others match any case", () => {
  assert.equal(respelled("The US and us. NGUYEN!"), "The U S and us. win!");
  assert.equal(respelled("A Café, a café, a CAFÉ."), "A kaffay, a coffee house, a CAFÉ.");
});

test("the longest entry wins, and matching goes on with the next word", () => {
  assert.equal(respelled("New York City, New York, York"), "the city, Noo Yawk, Yawk");
  assert.equal(respelled("New New York New York Ci"), "New Noo Yawk Noo Yawk Ci");
});

test("any script is matched, even without spaces", () => {
  assert.equal(respelled("私は東京に住む"), "私はとうきょうに住む");
  assert.equal(respelled("Это Владимир. владимирский"), "Это Влади́мир. владимирский");
  assert.equal(respelled("คนไทยและ"), "คนไทและ");
});

test("signs are part of a word", () => {
  assert.equal(respelled("C++ and C, ask @club."), "C plus plus and C, ask at club.");
});

test("an accent may be one character or two", () => {
  assert.equal(respelled("a cafe\u0301 it is"), "a coffee house it is");
  assert.equal(respelled("GIF\u0301"), "GIF\u0301");
});

test("of two entries for a word, the later wins", () => {
  const two = new Dictionary([
    { word: "route", respelling: "root" },
    { word: "Route", respelling: "rowt" },
  ]);
  assert.equal(respelled("route", two), "rowt");
});

test("only what may become an entry is held", () => {
  const reader = dictionary.reader();
  assert.equal(reader.push("A word, New Yo"), "A word, ");
  assert.equal(reader.push("rk"), "");
  assert.equal(reader.push(" Ci"), "");
  assert.equal(reader.push("rcus"), "Noo Yawk Circus");
  assert.equal(reader.end(), "");
});

test("the result does not depend on how the text is chunked", () => {
  const text = array(
    constantFrom(
      "GIF",
      "New",
      " ",
      "York",
      "City",
      "東京",
      "caf",
      "e\u0301",
      "é",
      "C++",
      "us",
      "US",
      ".",
    ),
  ).map((parts) => parts.join(""));
  check(
    property(text, array(integer({ min: 1, max: 9 }), { minLength: 1 }), (any, cuts) => {
      const reader = dictionary.reader();
      let said = "";
      for (let at = 0, round = 0; at < any.length; round += 1) {
        const length = cuts[round % cuts.length] ?? 1;
        said += reader.push(any.slice(at, at + length));
        at += length;
      }
      assert.equal(said + reader.end(), respelled(any));
    }),
    { numRuns: 300 },
  );
});

test("the cost is linear, whatever the words are", () => {
  const entries: DictionaryEntry[] = [];
  for (let length = 1; length <= 64; length += 1) {
    entries.push({ word: "a ".repeat(length).trim(), respelling: "x" });
    entries.push({ word: `${"東".repeat(length)}京`, respelling: "y" });
  }
  const hostile = new Dictionary(entries);
  for (const text of [
    "a ".repeat(20_000),
    "東".repeat(20_000),
    `${"a ".repeat(63)}b `.repeat(300),
  ]) {
    const effort = { steps: 0 };
    const reader = hostile.reader(effort);
    reader.push(text);
    reader.end();
    assert.ok(effort.steps <= 130 * text.length, `${effort.steps / text.length} steps each`);
  }
});

function respelled(text: string, using = dictionary): string {
  const reader = using.reader();
  return reader.push(text) + reader.end();
}
