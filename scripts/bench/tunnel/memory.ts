import { setTimeout as sleep } from "node:timers/promises";
import { usedBytes } from "../../../shared/test/memory.ts";
import { AgentProcess } from "./agent-process.ts";
import { BenchHub, read } from "./hub.ts";
import type { Table } from "./table.ts";

const agents = 1_000;
const streams = 200;

/** What a hub keeps for an agent that is connected, and for a stream. */
export async function measureMemory(): Promise<Table> {
  await using hub = await BenchHub.listen();
  const empty = usedBytes();
  await using _ = await AgentProcess.start(hub.port, agents);
  const endpoint = await hub.agents(agents);
  await sleep(1_000);
  const connected = usedBytes();
  const stalled = Array.from({ length: streams }, () => read(endpoint, false));
  await Promise.all(stalled.map(({ firstMs }) => firstMs));
  await sleep(2_000);
  const full = usedBytes();
  for (const { stream } of stalled) while (stream.take() !== undefined);
  const open = usedBytes();
  return {
    title: "Memory of the hub (heap and buffers), in KiB",
    head: ["what", "each", "to reach"],
    rows: [
      [`an idle agent (of ${agents})`, kib(connected - empty, agents), "32"],
      [
        `an open stream whose audio has been taken (of ${streams})`,
        kib(open - connected, streams),
        "",
      ],
      ["an open stream with its window full", kib(full - connected, streams), "128"],
    ],
  };
}

function kib(bytes: number, count: number): number {
  return bytes / 1024 / count;
}
