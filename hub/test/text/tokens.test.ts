import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as check, integer, property } from "fast-check";
import { type Token, Tokens } from "../../src/text/tokens.ts";
import { anyText } from "./texts.ts";

test("tags, brackets and phonemes are told from text", () => {
  assert.deepEqual(kinds('a <b c="d">x</b><br/>'), ["text", "opening", "text", "closing", "alone"]);
  assert.deepEqual(kinds("[a] [[b]] [c](/d e/)"), [
    "brackets",
    "text",
    "brackets",
    "text",
    "brackets",
    "brackets",
  ]);
});

test("what only looks like markup is text", () => {
  for (const text of ["a < b", "1<2>3", "<3", "<a", "[a", "[a\nb]", "a]", "(/a", "(a/)", "<>"]) {
    assert.deepEqual(new Set(kinds(text)), new Set(["text"]), text);
  }
});

test("what begins like markup is held until its end, within bounds", () => {
  const tokens = new Tokens({ steps: 0 });
  assert.deepEqual(tokens.push("a [b", false), [{ kind: "text", text: "a " }]);
  assert.deepEqual(tokens.push("]", false), [{ kind: "brackets", text: "[b]" }]);
  assert.deepEqual(tokens.push("<a ", false), []);
  assert.equal(joined(tokens.push("b".repeat(400), false)), `<a ${"b".repeat(400)}`);
  assert.equal(tokens.waiting, 0);
});

test("joined, the tokens are the text, however it is chunked", () => {
  check(
    property(anyText, array(integer({ min: 1, max: 20 }), { minLength: 1 }), (text, cuts) => {
      const tokens = new Tokens({ steps: 0 });
      const found: Token[] = [];
      for (let at = 0, round = 0; at < text.length; round += 1) {
        const length = cuts[round % cuts.length] ?? 1;
        found.push(...tokens.push(text.slice(at, at + length), false));
        at += length;
      }
      found.push(...tokens.push("", true));
      const whole = new Tokens({ steps: 0 }).push(text, true);
      assert.equal(joined(found), text);
      assert.equal(joined(whole), text);
      assert.deepEqual(markupOf(found), markupOf(whole));
    }),
    { numRuns: 300 },
  );
});

function kinds(text: string): readonly string[] {
  const tokens = new Tokens({ steps: 0 }).push(text, true);
  return tokens.map((token) => (token.kind === "tag" ? token.tag.is : token.kind));
}

function joined(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join("");
}

function markupOf(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token) => token.kind !== "text");
}
