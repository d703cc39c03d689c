import { runStaticChecks } from "./static-checks.ts";
import { runTests } from "./tests.ts";

// Every check, also after one has failed: one run shows everything there is to mend.
const startedMs = performance.now();
const failed = await runStaticChecks();
if (!(await runTests())) failed.push("tests");

const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
console.log(
  failed.length === 0
    ? `All checks passed in ${seconds} s.`
    : `FAILED after ${seconds} s: ${failed.join(", ")}.`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
