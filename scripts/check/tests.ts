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
  const skipped: string[] = [];
  events.on("test:pass", ({ name, skip }) => {
    if (typeof skip === "string") skipped.push(`﹣ ${name}: ${skip}`);
  });
  // The counts come last, behind the failures, and as other runners write them: `# tests 12`.
  const counts: string[] = [];
  for await (const text of events.compose(spec)) {
    const shown = String(text).replaceAll(/^ℹ (\w+ [\d.]+)\n/gm, (_, count: string) => {
      counts.push(`# ${count}`);
      return "";
    });
    process.stdout.write(shown);
  }
  if (skipped.length > 0) console.log(["Skipped:", ...skipped].join("\n"));
  console.log(counts.join("\n"));
  return passed;
}
