import { availableParallelism } from "node:os";
import { relative } from "node:path";
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

/** Failures in more files than this are no accident of a busy machine. */
const maxRepeatedFiles = 5;

/** What one run found. */
type Outcome = {
  readonly passed: boolean;
  /** Files with a failed test. */
  readonly failedFiles: readonly string[];
  /** `﹣ name: reason` */
  readonly skipped: readonly string[];
  /** As other runners write them: `# tests 12`. */
  readonly counts: readonly string[];
};

/**
 * Runs every test there is, one file to a core, and tells whether all passed. The tests run on real
 * processes and sockets beside each other, so a file that fails is run once more alone: it must pass
 * then, and is named as flaky.
 */
export async function runTests(): Promise<boolean> {
  const first = await runFiles({ globPatterns: files, concurrency: availableParallelism() });
  if (first.skipped.length > 0) console.log(["Skipped:", ...first.skipped].join("\n"));
  const { failedFiles } = first;
  if (first.passed || failedFiles.length === 0 || failedFiles.length > maxRepeatedFiles) {
    console.log(first.counts.join("\n"));
    return first.passed;
  }
  console.log(["Failed, and run again alone:", ...failedFiles].join("\n"));
  const second = await runFiles({ files: failedFiles, concurrency: 1 });
  console.log(["Of the first run:", ...first.counts, "Of those run again:"].join("\n"));
  console.log(second.counts.join("\n"));
  if (second.passed) console.log(["Flaky:", ...failedFiles].join("\n"));
  return second.passed;
}

async function runFiles(which: Parameters<typeof run>[0]): Promise<Outcome> {
  let passed = false;
  const failedFiles = new Set<string>();
  const skipped: string[] = [];
  const counts: string[] = [];
  const events = run({ cwd: root, timeout: timeoutMs, ...which });
  events.on("test:summary", ({ file, success }) => {
    if (file === undefined) passed = success;
  });
  events.on("test:fail", ({ file }) => {
    if (file !== undefined) failedFiles.add(relative(root, file));
  });
  events.on("test:pass", ({ name, skip }) => {
    if (typeof skip === "string") skipped.push(`﹣ ${name}: ${skip}`);
  });
  // The counts come last, behind the failures.
  for await (const text of events.compose(spec)) {
    const shown = String(text).replaceAll(/^ℹ (\w+ [\d.]+)\n/gm, (_, count: string) => {
      counts.push(`# ${count}`);
      return "";
    });
    process.stdout.write(shown);
  }
  return { passed, failedFiles: [...failedFiles], skipped, counts };
}
