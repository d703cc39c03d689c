import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, constantFrom, integer, property } from "fast-check";
import type { SegmentBounds } from "../../src/text/segment.ts";
import { TextCutter } from "../../src/text/text-cutter.ts";
import { anyText } from "./texts.ts";

const alone: SegmentBounds = { firstCharacters: 0, mostCharacters: 0, capCharacters: 8_000 };
const grouped: SegmentBounds = { firstCharacters: 0, mostCharacters: 300, capCharacters: 1_000 };

test("sentences end at full stops, question marks and the like in any script", () => {
  const sentences = [
    "The first of them is one. ",
    "Is the second one two? ",
    "The third of them is three! ",
    "第一句话是你好，世界。",
    "第二句话是再见，世界。",
  ];
  assert.deepEqual(pieces(sentences.join(""), alone), sentences);
});

test("a sentence does not end in a number, an abbreviation or an initial", () => {
  for (const text of [
    "Version 3.14 costs $2.50 today.",
    "Dr. Smith met Prof. J. R. Jones at 5 p.m. on Tuesday.",
    "See no. 5 and fig. 7 below.",
    "Das gilt z.B. für Herrn Müller bzw. Frau Dr. Weiß.",
    "Am 3. März kam er an.",
  ]) {
    assert.deepEqual(pieces(text, alone), [text]);
  }
});

test("markup and brackets are never cut", () => {
  const whole = [
    '<speak>One is here. Two is here. <prosody rate="slow">Three. Four.</prosody></speak> ',
    "Next is a [pause. long.] bit of it. ",
    '[[H@l"oU. w]] and the last of it.',
  ];
  assert.deepEqual(pieces(whole.join(""), alone), whole);
});

test("an element that is longer than the cap is cut within", () => {
  const text = `<p>${"A sentence of it. ".repeat(100)}</p>`;
  const cut = pieces(text, grouped);
  assert.equal(cut.join(""), text);
  assert.ok(cut.every((piece) => piece.length <= 300));
});

test("the pieces do not depend on how the text is chunked", () => {
  check(
    property(
      anyText,
      array(integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
      constantFrom(alone, grouped, { firstCharacters: 0, mostCharacters: 0, capCharacters: 7 }),
      (text, cuts, bounds) => {
        assert.deepEqual(arrived(text, cuts, bounds), pieces(text, bounds));
      },
    ),
    { numRuns: 500 },
  );
});

const repeated: Readonly<Record<string, string>> = {
  "abbreviations after a long word": `${"a".repeat(1_000)} ${"Dr. ".repeat(1_000)}`,
  letters: "a".repeat(5_000),
  "tags that do not end": "<a".repeat(2_500),
  "tags that nearly end": "<a ".repeat(1_500),
  "a tag that does not end": `<${"a".repeat(5_000)}`,
  "open elements": "<a>".repeat(1_500),
  "nested elements": "<a>".repeat(750) + "</a>".repeat(750),
  "small nested elements": `${"<a>".repeat(500)}x. Y ${"</a>".repeat(500)}`.repeat(30),
  "elements closed by other names": "<a>".repeat(750) + "</b>".repeat(750),
  "double brackets that do not end": "[[".repeat(2_500),
  "brackets within brackets": "[a".repeat(1_250) + "]".repeat(2_500),
  brackets: "[a. b]".repeat(750),
  "line breaks": "\n".repeat(5_000),
  "a word and line breaks": `Word. ${"\n".repeat(5_000)} end`,
  "combining marks": `a${"\u0301".repeat(5_000)}`,
  "letters with many marks": `a${"\u0301".repeat(300)}`.repeat(300),
  "joined emoji": "👩\u200d".repeat(1_500),
  "full stops": ".".repeat(5_000),
  "spaced full stops": ". ".repeat(2_500),
  "dashes at line starts": "- ".repeat(2_500),
  "opening quotes": "« ".repeat(2_500),
  quotes: '"'.repeat(5_000),
  "addresses without end": "x://".repeat(1_250),
  "addresses in tags": "x://y<b>".repeat(500),
  "phonemes that do not end": "(/a".repeat(2_000),
  "Han without a sign": "字".repeat(5_000),
  "Thai without a space": "สวัสดี".repeat(750),
  "words and rules in turn": `word. ${"- ".repeat(200)}`.repeat(250),
  "lone surrogates": "\ud83d".repeat(5_000),
};

for (const [what, text] of Object.entries(repeated)) {
  test(`${what}: the cost is linear, whole or character by character`, () => {
    for (const capCharacters of [1, 50, 8_000]) {
      for (const mostCharacters of [0, 300]) {
        const bounds = { firstCharacters: 0, mostCharacters, capCharacters };
        const effort = { steps: 0 };
        assert.equal(pieces(text, bounds, effort).join(""), text);
        assert.ok(effort.steps < 100 * text.length, `${effort.steps / text.length} steps each`);
      }
    }
    const bits = { steps: 0 };
    assert.equal(arrived(text, [1], alone, bits).join(""), text);
    assert.ok(bits.steps < 100 * text.length, `${bits.steps / text.length} steps each, bit by bit`);
  });
}

function pieces(text: string, bounds: SegmentBounds, effort = { steps: 0 }): readonly string[] {
  const cutter = new TextCutter(bounds, effort);
  return [...cutter.push(text), ...cutter.end()];
}

function arrived(
  text: string,
  cuts: readonly number[],
  bounds: SegmentBounds,
  effort = { steps: 0 },
): readonly string[] {
  const cutter = new TextCutter(bounds, effort);
  const found: string[] = [];
  for (let at = 0, round = 0; at < text.length; round += 1) {
    const length = cuts[round % cuts.length] ?? 1;
    found.push(...cutter.push(text.slice(at, at + length)));
    at += length;
  }
  return [...found, ...cutter.end()];
}
