import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { array, assert as check, constantFrom, integer, oneof, property, string } from "fast-check";
import { characters } from "../../src/text/characters.ts";
import { boundsFor, partsFor, segmentsOf, wholeText } from "../../src/text/segments.ts";
import { TextCutter } from "../../src/text/text-cutter.ts";
import { hasWords } from "../../src/text/words.ts";
import { anyText } from "./texts.ts";

const streaming: Pick<ServiceDeclaration, "features"> = { features: ["streaming"] };
const unstreamed: Pick<ServiceDeclaration, "features"> = { features: [] };
const capped = { features: [], maxInputCharacters: 100 };

test("an engine that does not stream gets the first sentence alone, then a few at a time", () => {
  const text = "The first sentence is this one. " + "Another follows here. ".repeat(60);
  const pieces = piecesFor(text, unstreamed);
  assert.equal(pieces[0], "The first sentence is this one. ");
  assert.ok(pieces.slice(1, -1).every((piece) => piece.length > 200 && piece.length <= 300));
  assert.equal(pieces.join(""), text);
});

test("an engine that streams gets a few sentences at a time from the first", () => {
  const text = "One sentence of many. ".repeat(100);
  const pieces = piecesFor(text, streaming);
  assert.ok(pieces.slice(0, -1).every((piece) => piece.length > 80 && piece.length <= 120));
  assert.deepEqual(piecesFor("A short text. It is whole.", streaming), [
    "A short text. It is whole.",
  ]);
});

test("a short line is one piece, as it is when it arrives", () => {
  const bounds = boundsFor(streaming);
  const ascii = string({ unit: "grapheme-ascii", minLength: 1, maxLength: 130 });
  const markup = array(constantFrom("<p>", "</li>", "Dr. ", "1. ", "- ", "[[", "word ", "! ")).map(
    (parts) => parts.join(""),
  );
  check(
    property(oneof(ascii, markup), (text) => {
      const cutter = new TextCutter(bounds);
      const cut = [...cutter.push(text), ...cutter.end()];
      assert.deepEqual(piecesFor(text, streaming), cut.length === 0 ? [text] : cut);
    }),
  );
});

test("a very short first sentence takes the next one along", () => {
  assert.equal(
    piecesFor("Hi. This is the second one. And a third.", unstreamed)[0],
    "Hi. This is the second one. ",
  );
});

test("a sentence beyond the cap is broken at a comma, else between words", () => {
  const text = `${"words without end ".repeat(4)}, then ${"more and more of them ".repeat(8)}.`;
  const pieces = piecesFor(text, capped);
  assert.ok(pieces.every((piece) => characters(piece) <= 100));
  assert.ok(pieces.slice(0, -1).every((piece) => /[\s,]$/.test(piece)));
  assert.equal(pieces.join(""), text);
});

for (const [what, text, end] of [
  ["words without a sentence's end", "some words ".repeat(182), / $/u],
  ["Han without any sign", "春眠不觉晓处处闻啼鸟".repeat(120), /./u],
  ["Han with commas", "春眠不觉晓，处处闻啼鸟，".repeat(100), /，$/u],
  ["Thai", "เราไปเดินเล่นกันไหม".repeat(80), /./u],
  ["a word without end", "a".repeat(2_000), /a$/u],
] as const) {
  test(`${what}: cut at 300 characters or less, the first at 150 or less`, () => {
    const pieces = piecesFor(text, unstreamed);
    assert.equal(pieces.join(""), text);
    assert.ok(characters(pieces[0] ?? "") <= 150);
    for (const piece of pieces.slice(0, -1)) {
      assert.ok(characters(piece) <= 300 && characters(piece) >= 38, piece);
      assert.match(piece, end);
    }
  });
}

test("a line, a heading and a list item end a segment", () => {
  const text =
    "# Title\n\nA first paragraph here.\n\n- Milk\n- Eggs and bacon\n\n1. First\n2. Second\n\nThe end.";
  assert.deepEqual(piecesFor(text, streaming), [
    "# Title\n\n",
    "A first paragraph here.\n\n",
    "- Milk\n",
    "- Eggs and bacon\n\n",
    "1. First\n",
    "2. Second\n\n",
    "The end.",
  ]);
});

test("a hard-wrapped line continues", () => {
  const text =
    "This is a line that somebody wrapped to a page, and\nit goes on like this. The end.";
  assert.deepEqual(piecesFor(text, streaming), [text]);
});

test("text without words joins its neighbour; alone, it is one segment", () => {
  for (const text of ["👍", "...", "-----\n\n", " ", "", "<br/>", "\n\n---\n\n***\n\n"]) {
    assert.deepEqual(piecesFor(text, unstreamed), [text]);
  }
  assert.deepEqual(piecesFor("-----\n\nA first paragraph is here. 👍\n\n---\n", unstreamed), [
    "-----\n\nA first paragraph is here. 👍\n\n---\n",
  ]);
  assert.deepEqual(
    piecesFor("A first paragraph is here. 👍\n\n* * *\n\nThen a second.", unstreamed),
    ["A first paragraph is here. 👍\n\n", "* * *\n\nThen a second."],
  );
});

test("joins are where segments meet", () => {
  const segments = [...segmentsOf("A\n\nB\n\nC", boundsFor(streaming))];
  assert.deepEqual(
    segments.map(({ joinsBefore, joinsAfter }) => [joinsBefore, joinsAfter]),
    [
      [false, true],
      [true, true],
      [true, false],
    ],
  );
});

test("a segment is cut again only for a service that takes less at once", () => {
  const segment = { text: "Some words of it. ".repeat(12), joinsBefore: true, joinsAfter: false };
  assert.deepEqual(partsFor(segment, unstreamed), [segment]);
  const parts = partsFor(segment, capped);
  assert.equal(parts.map((part) => part.text).join(""), segment.text);
  assert.ok(parts.every((part) => characters(part.text) <= 100));
  assert.ok(parts.every((part) => part.joinsBefore));
  assert.equal(parts.at(-1)?.joinsAfter, false);
});

test("segments are found lazily", () => {
  const effort = { steps: 0 };
  const book = "A sentence of a book. ".repeat(100_000);
  const [first] = segmentsOf(book, boundsFor(unstreamed), effort);
  assert.equal(first?.text, "A sentence of a book. ");
  assert.ok(effort.steps < 50_000);
});

test("a whole text comes in the same form as an arriving one", async () => {
  const text = "One is here. ".repeat(100);
  const arrived = await Array.fromAsync(wholeText(text, boundsFor(streaming)));
  assert.deepEqual(arrived, [...segmentsOf(text, boundsFor(streaming))]);
});

test("the segments of any text are the text, fit, and have words where it has", () => {
  check(
    property(anyText, integer({ min: 1, max: 400 }), (text, maxInputCharacters) => {
      for (const service of [unstreamed, streaming, { features: [], maxInputCharacters }]) {
        const segments = [...segmentsOf(text, boundsFor(service))];
        assert.equal(segments.map((one) => one.text).join(""), text);
        const cap = "maxInputCharacters" in service ? maxInputCharacters : limits.textChars / 2;
        assert.ok(segments.every((one) => characters(one.text) <= cap));
        if (characters(text) <= cap && hasWords(text)) {
          assert.ok(segments.every((one) => hasWords(one.text)));
        }
      }
    }),
    { numRuns: 300 },
  );
});

function piecesFor(
  text: string,
  service: Pick<ServiceDeclaration, "features" | "maxInputCharacters">,
): string[] {
  return [...segmentsOf(text, boundsFor(service))].map((segment) => segment.text);
}
