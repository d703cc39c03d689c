import assert from "node:assert/strict";
import { test } from "node:test";
import { clip } from "../../src/terminal/clip.ts";
import { painter } from "../../src/terminal/paint.ts";
import { safe } from "../../src/terminal/safe-text.ts";

test("a line that fits keeps its colour, one that does not is cut by the columns it takes", () => {
  const painted = painter(true)("good", "online");
  assert.equal(clip(painted, 6), painted);
  assert.equal(String(clip(painted, 5)), "onli…");
  assert.equal(String(clip(safe`${"日本語です"}`, 6)), "日本…");
});
