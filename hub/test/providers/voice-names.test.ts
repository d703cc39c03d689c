import assert from "node:assert/strict";
import { test } from "node:test";
import { readVoiceName } from "../../src/providers/voice-names.ts";

const cases = [
  ["af_bella", [], "Bella", ["en-US"], "female"],
  ["bm_george", ["en-GB"], "George", ["en-GB"], "male"],
  ["jf_gongitsune", [], "Gongitsune", ["ja"], "female"],
  ["en_US-hfc_female-medium", [], "Hfc Female", ["en-US"], null],
  ["de_DE-thorsten-high", ["de"], "Thorsten", ["de"], null],
  ["en-US-AvaMultilingualNeural", [], "Ava", ["en-US"], null],
  ["en-gb", ["en-gb"], "British English", ["en-gb"], null],
  ["ben", [], "ben", [], null],
  ["qq_nobody", [], "qq_nobody", [], null],
  ["<img src=x>", ["<b>"], "<img src=x>", ["<b>"], null],
  ["not a tag", ["not a tag"], "not a tag", ["not a tag"], null],
] as const;

for (const [id, languages, name, spoken, gender] of cases) {
  test(`the voice ${id} is called ${name}`, () => {
    assert.deepEqual(readVoiceName(id, languages), { name, languages: spoken, gender });
  });
}
