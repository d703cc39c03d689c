import assert from "node:assert/strict";
import { test } from "node:test";
import { dictionaryEntries } from "../../../src/text/preparation/dictionary-entries.ts";

test("entries are parsed, with single spaces", () => {
  assert.deepEqual(
    dictionaryEntries.parse([
      { word: " New \n York ", respelling: "Noo  Yawk" },
      { word: "Café", respelling: "kaffay", match_case: true },
    ]),
    [
      { word: "New York", respelling: "Noo Yawk" },
      { word: "Café", respelling: "kaffay", matchCase: true },
    ],
  );
});

test("entries beyond the limits are refused", () => {
  const good = { word: "a", respelling: "b" };
  for (const bad of [
    [{ ...good, word: " " }],
    [{ ...good, word: "-" }],
    [{ ...good, word: "😀a".repeat(40) }],
    [{ ...good, respelling: "" }],
    [{ ...good, respelling: "b".repeat(129) }],
    [{ ...good, other: 1 }],
    Array.from({ length: 2_001 }, () => good),
    { good },
  ]) {
    assert.equal(dictionaryEntries.safeParse(bad).success, false);
  }
  assert.equal(
    dictionaryEntries.safeParse([{ word: "𝔘".repeat(64), respelling: "u" }]).success,
    true,
  );
});
