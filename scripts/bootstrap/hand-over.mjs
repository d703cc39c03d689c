import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./command.mjs";
import { pinnedNode } from "./node-packages.mjs";

/**
 * Goes on in TypeScript, on the pinned Node, with this process' arguments and terminal; ends as that
 * one ends.
 *
 * @param {string} script path from the checkout's top
 */
export function handOver(script) {
  const args = [join(root, script), ...process.argv.slice(2)];
  const child = spawn(pinnedNode, args, { stdio: "inherit" });
  for (const signal of passedOn) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`Could not start ${pinnedNode}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** @type {readonly NodeJS.Signals[]} */
const passedOn = ["SIGINT", "SIGTERM", "SIGHUP"];
