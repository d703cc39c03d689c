import { quickstartArguments } from "./arguments.mjs";
import { quickstart } from "./quickstart.ts";

const options = quickstartArguments(process.argv.slice(2));
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  // A terminal's Ctrl-C arrives more than once: from the terminal, and again through npm.
  process.on(signal, () => stop.abort());
}

try {
  await quickstart({ ...options, signal: stop.signal });
} catch (error) {
  if (stop.signal.aborted) process.exitCode = 130;
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
