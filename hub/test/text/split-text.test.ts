import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { array, assert as check, constantFrom, oneof, property, string } from "fast-check";
import { sentences } from "../../src/text/sentences.ts";
import { characters } from "../../src/text/characters.ts";
import { splitPiece, splitText } from "../../src/text/split-text.ts";

const unstreamed = service({});
const capped = service({ features: ["streaming"], maxInputCharacters: 100 });

test("sentences end at full stops, question marks and their kin of other scripts", () => {
  assert.deepEqual(sentences("One. Two? Three! 你好。再见。"), [
    "One. ",
    "Two? ",
    "Three! ",
    "你好。",
    "再见。",
  ]);
});

test("a sentence does not end in a number, an abbreviation or an initial", () => {
  for (const text of [
    "Version 3.14 costs $2.50 today.",
    "Dr. Smith met Prof. J. R. Jones at 5 p.m. on Tuesday.",
    "See no. 5 and fig. 7 below.",
    "Das gilt z.B. für Herrn Müller bzw. Frau Dr. Weiß.",
    "Am 3. März kam er an.",
  ]) {
    assert.deepEqual(sentences(text), [text]);
  }
});

test("markup and brackets are never cut", () => {
  const text = '<speak>One. Two.</speak> Next [pause. long.] bit. [[H@l"oU. w]] Last.';
  const pieces = sentences(text);
  assert.equal(pieces.join(""), text);
  assert.deepEqual(
    pieces.map((piece) => piece.trim()),
    ["<speak>One. Two.</speak> Next [pause. long.] bit.", '[[H@l"oU. w]] Last.'],
  );
});

test("an engine that streams without a cap gets the whole text", () => {
  const text = "One sentence. ".repeat(300);
  assert.deepEqual(splitText(text, service({ features: ["streaming"] })), [text]);
});

test("an engine that does not stream gets the first sentence alone, then a few at a time", () => {
  const text = "The first sentence is this one. " + "Another follows here. ".repeat(60);
  const pieces = splitText(text, unstreamed);
  assert.equal(pieces[0], "The first sentence is this one. ");
  assert.ok(pieces.slice(1, -1).every((piece) => piece.length > 200 && piece.length <= 300));
  assert.equal(pieces.join(""), text);
});

test("a very short first sentence takes the next one along", () => {
  assert.equal(
    splitText("Hi. This is the second one. And a third.", unstreamed)[0],
    "Hi. This is the second one. ",
  );
});

test("a sentence beyond the cap is broken at a comma, else between words", () => {
  const text = `${"words without end ".repeat(4)}, then ${"more and more of them ".repeat(8)}.`;
  const pieces = splitText(text, capped);
  assert.ok(pieces.every((piece) => characters(piece) <= 100));
  assert.ok(pieces.slice(0, -1).every((piece) => /[\s,]$/.test(piece)));
  assert.equal(pieces.join(""), text);
});

test("splitting keeps every character of any text, in pieces that fit", () => {
  const text = string({ unit: "grapheme", maxLength: 800 });
  const prose = array(
    constantFrom("Dr.", "3.14", "Hello.", "no", " ", "?", "<b>", "</b>", "[", "]", "😀", ",", "\n"),
    { maxLength: 300 },
  ).map((parts) => parts.join(""));
  check(
    property(oneof(text, prose), (any) => {
      for (const one of [unstreamed, capped]) {
        const pieces = splitText(any, one);
        assert.equal(pieces.join(""), any);
        for (const piece of pieces) {
          assert.ok(characters(piece) <= (one.maxInputCharacters ?? limits.textChars));
          assert.equal(splitPiece(piece, one).join(""), piece);
        }
      }
    }),
  );
});

test("a hostile text is split in linear time", () => {
  for (const text of [
    "<a".repeat(20_000),
    `<${"a".repeat(40_000)}`,
    "[[".repeat(20_000),
    "<a>".repeat(10_000),
  ]) {
    assert.equal(sentences(text).join(""), text);
  }
});

function service(part: Partial<ServiceDeclaration>): ServiceDeclaration {
  return {
    id: "s",
    type: "tts",
    model: "m",
    voices: [],
    features: [],
    slots: 1,
    ready: true,
    access: "members",
    ...part,
  };
}
