import { execa } from "execa";
import { root } from "../root.ts";

/** Scripts of package.json. */
const checks = ["lint", "format:check", "types"] as const;

/**
 * Runs lint, format and types side by side, and shows the output of those that fail.
 *
 * @returns the names of those that failed
 */
export async function runStaticChecks(): Promise<string[]> {
  const passed = await Promise.all(checks.map(runCheck));
  return checks.filter((_, i) => passed[i] === false);
}

async function runCheck(name: string): Promise<boolean> {
  const startedMs = performance.now();
  const result = await execa(process.execPath, ["--run", name], {
    cwd: root,
    stdin: "ignore",
    all: true,
    reject: false,
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(result.failed ? `✖ ${name}\n${result.all}` : `✔ ${name} (${seconds} s)`);
  return !result.failed;
}
