import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runWithRetries } from "../../bootstrap/command.mjs";

test("an installation that fails is tried again", async (t) => {
  const { run, attempts } = await flakyProgram(t, { failures: 1 });
  assert.deepEqual([await run(), await attempts()], [{ ok: true, output: "" }, 2]);
});

test("after the third failure the last one's words are shown", async (t) => {
  const { run, attempts } = await flakyProgram(t, { failures: 9 });
  assert.deepEqual([await run(), await attempts()], [{ ok: false, output: "attempt 3\n" }, 3]);
});

/** A program that fails so many times. */
async function flakyProgram(
  t: TestContext,
  { failures }: { failures: number },
): Promise<{
  readonly run: () => Promise<{ ok: boolean; output: string }>;
  readonly attempts: () => Promise<number>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "club-retries-"));
  t.after(() => rm(folder, { recursive: true }));
  const log = join(folder, "log");
  const script = `echo "attempt" >> "$0"; n=$(wc -l < "$0")
    [ "$n" -gt ${failures} ] || { echo "attempt $((n))"; exit 1; }`;
  return {
    run: () => runWithRetries("sh", ["-c", script, log]),
    attempts: async () => (await readFile(log, "utf8")).trim().split("\n").length,
  };
}
