import { availableParallelism } from "node:os";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { root } from "../root.ts";

/** The packages' own tests, then those of whole processes. */
const files = [
  "shared/test/**/*.test.ts",
  "agent/test/**/*.test.ts",
  "hub/test/**/*.test.ts",
  "scripts/test/**/*.test.ts",
  "scripts/e2e/**/*.test.ts",
];

/** Far above what any test needs: a test that hangs must not hang the run. */
const timeoutMs = 300_000;

/** Runs every test there is, one file to a core, and tells whether all passed. */
export async function runTests(): Promise<boolean> {
  let passed = false;
  const events = run({
    cwd: root,
    globPatterns: files,
    concurrency: availableParallelism(),
    timeout: timeoutMs,
  });
  events.on("test:summary", ({ file, success }) => {
    if (file === undefined) passed = success;
  });
  for await (const text of events.compose(spec)) {
    // The closing counts as other runners read them: `# tests 12`.
    process.stdout.write(String(text).replace(/^ℹ (?=[a-z_]+ [\d.]+$)/gm, "# "));
  }
  return passed;
}
