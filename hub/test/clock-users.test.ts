import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../src/", import.meta.url));

/** Every other way to the time, and to wait for it. */
const others =
  /\b(?:Date\.now|performance\.now|new Date\(\)|set(?:Timeout|Interval)\b|AbortSignal\.timeout)/;

test("the hub asks nobody but its clock for the time", async () => {
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const askers: string[] = [];
  for (const file of files) {
    if (file === "clock.ts") continue;
    const lines = (await readFile(join(root, file), "utf8")).split("\n");
    askers.push(...lines.filter((line) => others.test(line)).map((line) => `${file}: ${line}`));
  }
  assert.deepEqual(askers, []);
});
