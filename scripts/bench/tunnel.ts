import { spawnSync } from "node:child_process";
import { measureMemory } from "./tunnel/memory.ts";
import { measureSlowLink } from "./tunnel/slow-link.ts";
import { measureStalled } from "./tunnel/stalled.ts";
import { type Table, tableText } from "./tunnel/table.ts";
import { measureThroughput } from "./tunnel/throughput.ts";

// node scripts/bench/tunnel.ts [PART]: the tunnel alone, with no engine and no HTTP. Prints tables.
const parts: Readonly<Record<string, () => Promise<Table>>> = {
  "slow-link": measureSlowLink,
  stalled: measureStalled,
  throughput: measureThroughput,
  memory: measureMemory,
};
const [, script = "", name] = process.argv;
const measure = parts[name ?? ""];
if (measure !== undefined) console.log(tableText(await measure()));
else if (name !== undefined) throw new Error(`There are: ${Object.keys(parts).join(", ")}.`);
else runEach();

/** Each in a process of its own: what one has left to the garbage collector costs the next. */
function runEach(): void {
  for (const part of Object.keys(parts)) {
    spawnSync(process.execPath, [script, part], { stdio: "inherit" });
  }
}
