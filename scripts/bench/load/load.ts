import { join } from "node:path";
import { execaNode } from "execa";
import { stopTimeoutMs } from "../limits.ts";
import type { LoadReport, Plan } from "./plan.ts";

/** The load generator's process. */
export type Load = AsyncDisposable & {
  /** Throws when requests failed, unless the caller allows it. */
  run(plan: Plan): Promise<LoadReport>;
};

/** Starts it. */
export function startLoad(): Load {
  const child = execaNode(join(import.meta.dirname, "main.ts"), [], {
    nodePath: process.execPath,
    nodeOptions: [],
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
    serialization: "advanced",
    reject: false,
    forceKillAfterDelay: stopTimeoutMs,
  });
  return {
    async run(plan) {
      const answer = child.getOneMessage();
      await child.sendMessage(plan);
      const report = (await answer) as unknown as LoadReport;
      if (report.failed === 0) return report;
      const { failed, requests, failures } = report;
      throw new Error(`${failed} of ${requests} requests failed: ${failures.join("; ")}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child;
    },
  };
}
