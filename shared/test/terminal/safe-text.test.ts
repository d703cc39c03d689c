import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as check, property, string } from "fast-check";
import {
  safe,
  safeJson,
  safeLines,
  safeParagraph,
  SafeText,
} from "../../src/terminal/safe-text.ts";

const clipboard = "\u001b]52;c;cm0gLXJmIH4=\u0007";

test("a name that would command the terminal is shown instead", () => {
  assert.equal(String(safe`${clipboard} is online`), "\\u{1b}]52;c;cm0gLXJmIH4=\\u{7} is online");
});

test("a line feed within a value begins no line", () => {
  assert.equal(
    String(safeLines(["rig\nother is online", "end"])),
    "rig\\u{a}other is online\nend\n",
  );
});

test("text that is turned around or hidden is seen", () => {
  assert.equal(
    String(safe`${"a\u202eb\u200bc\u2028d\u009be\ud800"}`),
    "a\\u{202e}b\\u{200b}c\\u{2028}d\\u{9b}e\\u{d800}",
  );
});

test("safe text stays as it is within safe text", () => {
  assert.equal(
    String(safe`${SafeText.trusted("\u001b[1mbold\u001b[22m")}!`),
    "\u001b[1mbold\u001b[22m!",
  );
});

test("a paragraph keeps its lines and nothing else", () => {
  assert.equal(String(safeParagraph("one\n\ttwo\r\u001b[2J")), "one\n\ttwo\\u{d}\\u{1b}[2J");
});

test("nothing from outside reaches a terminal as a control or format character", () => {
  check(
    property(string({ unit: "binary" }), (text) => {
      const shown = `${String(safe`${text}`)}${String(safeParagraph(text)).replaceAll(/[\n\t]/g, "")}`;
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("JSON means the same after it was made safe", () => {
  check(
    property(string({ unit: "binary" }), (text) => {
      const json = String(safeJson({ [text]: text }));
      assert.deepEqual(JSON.parse(json), { [text]: text });
      assert.doesNotMatch(json.trimEnd(), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});
