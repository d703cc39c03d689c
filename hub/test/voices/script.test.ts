import assert from "node:assert/strict";
import { test } from "node:test";
import { parseScript } from "../../src/voices/script.ts";

test("a text without tags is the first speaker's", () => {
  assert.deepEqual(parseScript("  Hello. "), {
    text: "[S1] Hello.",
    words: "Hello.",
    speakers: ["S1"],
  });
});

test("a script stays as it is, and tells who speaks", () => {
  const text = "[S1] Shall we? [S2] After you. [S1] Thanks.";
  assert.deepEqual(parseScript(text), {
    text,
    words: "Shall we? After you. Thanks.",
    speakers: ["S1", "S2"],
  });
});

test("who has a tag and says nothing does not speak", () => {
  assert.deepEqual(parseScript("[S1] Hello. [S2]").speakers, ["S1"]);
});

test("brackets that are no speaker's tag are words", () => {
  const { speakers, words } = parseScript("[S1] Hello (laughs) [sic].");
  assert.deepEqual([speakers, words], [["S1"], "Hello (laughs) [sic]."]);
});

for (const [what, input] of Object.entries({
  "the second speaker opens": "[S2] Me first. [S1] No.",
  "words come before the first tag": "Hello. [S1] Hi.",
  "a third speaker has a word": "[S1] a [S2] b [S3] c",
  "nobody says anything": "[S1] [S2] ",
})) {
  test(`a script is refused where ${what}`, () => {
    assert.throws(() => parseScript(input), { code: "INVALID_SCRIPT", param: "input" });
  });
}

test("a script that does not fit into one request to a provider is too large", () => {
  assert.throws(() => parseScript("x".repeat(16_001)), { code: "TOO_LARGE" });
});
