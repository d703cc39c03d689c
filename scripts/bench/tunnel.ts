import { measureMemory } from "./tunnel/memory.ts";
import { measureSlowLink } from "./tunnel/slow-link.ts";
import { measureStalled } from "./tunnel/stalled.ts";
import { type Table, tableText } from "./tunnel/table.ts";
import { measureThroughput } from "./tunnel/throughput.ts";

// The tunnel alone: two processes, one socket, no engine, no HTTP. Prints what it measures; a minute.
const parts: readonly (() => Promise<Table>)[] = [
  measureSlowLink,
  measureStalled,
  measureThroughput,
  measureMemory,
];
for (const measure of parts) console.log(tableText(await measure()));
