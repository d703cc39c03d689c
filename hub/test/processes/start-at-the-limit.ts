// Starts programs while no descriptor is left, then once there are some again.
import { closeSync, openSync, readdirSync } from "node:fs";
import { startProcess } from "../../src/processes/start-process.ts";

const before = readdirSync("/proc/self/fd").length;
const held: number[] = [];
try {
  for (;;) held.push(openSync("/dev/null", "r"));
} catch {
  // None is left.
}
let refused: string | undefined;
for (let i = 0; i < 20; i += 1) {
  const started = startProcess("cat", []);
  if (started.at === "refused") refused = ((await started.cause) as NodeJS.ErrnoException).code;
}
for (const one of held) closeSync(one);
const leaked = readdirSync("/proc/self/fd").length - before;
const later = startProcess("true", []);
console.log(JSON.stringify({ refused, later: later.at, leaked }));
