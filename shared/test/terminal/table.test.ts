import assert from "node:assert/strict";
import { test } from "node:test";
import { isColoured, painter } from "../../src/terminal/paint.ts";
import { type Column, table } from "../../src/terminal/table.ts";

const columns: readonly Column[] = [
  { head: "NAME", leastWidth: 6 },
  { head: "STATE" },
  { head: "VOICES", rank: 2, align: "right" },
  { head: "SINCE", rank: 1 },
];
const rows = [
  ["gaming-rig-in-the-cellar", "online", "67", "3 d"],
  ["日本語の名前です", "not ready", "1", "12 s"],
];

function lines(width?: number): readonly string[] {
  return String(table(columns, rows, width))
    .trimEnd()
    .split("\n");
}

test("a table that is piped is whole", () => {
  assert.deepEqual(lines(), [
    "NAME                      STATE      VOICES  SINCE",
    "gaming-rig-in-the-cellar  online         67  3 d",
    "日本語の名前です          not ready       1  12 s",
  ]);
});

test("cells are shortened before columns go", () => {
  assert.deepEqual(lines(40), [
    "NAME            STATE      VOICES  SINCE",
    "gaming-rig-in…  online         67  3 d",
    "日本語の名前…   not ready       1  12 s",
  ]);
});

test("columns of the lowest rank go where shortening is not enough", () => {
  assert.deepEqual(lines(25), [
    "NAME    STATE      VOICES",
    "gamin…  online         67",
    "日本…   not ready       1",
  ]);
  assert.deepEqual(lines(10)[0], "NAME    STATE");
});

test("a cell neither commands the terminal nor forges a row", () => {
  const [, row, ...more] = String(
    table(columns, [["a\nb\u001b[2J", "online", "1", "1 s"]], 80),
  ).split("\n");
  assert.match(row ?? "", /^a\\u\{a\}b\\u\{1b\}\[2J {2}online/);
  assert.deepEqual(more, [""]);
});

test("a painted cell is as wide as its words", () => {
  const painted = [painter(true)("good", "online"), "x"];
  const text = String(table([{ head: "STATE" }, { head: "NAME" }], [painted], 80));
  assert.equal(text, "STATE   NAME\n\u001b[32monline\u001b[39m  x\n");
});

test("colours are for terminals, NO_COLOR and FORCE_COLOR have the last word", () => {
  const terminal = { isTTY: true, hasColors: () => true };
  assert.equal(isColoured(terminal, {}), true);
  assert.equal(isColoured(terminal, { NO_COLOR: "1" }), false);
  assert.equal(isColoured({ isTTY: false }, {}), false);
  assert.equal(isColoured({ isTTY: false }, { FORCE_COLOR: "1" }), true);
});
