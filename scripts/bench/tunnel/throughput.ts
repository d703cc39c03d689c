import { setTimeout as sleep } from "node:timers/promises";
import { AgentProcess } from "./agent-process.ts";
import { BenchHub, read } from "./hub.ts";
import type { Table } from "./table.ts";

const forMs = 4_000;

/** What the tunnel carries on loopback, and what that costs both sides. */
export async function measureThroughput(): Promise<Table> {
  const rows: (readonly (string | number)[])[] = [];
  for (const streams of [1, 8, 32]) rows.push([streams, ...(await carry(streams))]);
  return {
    title: "Throughput on loopback, hub and agent in a process each",
    head: ["streams", "MB/s", "hub, CPU s per GB", "agent, CPU s per GB"],
    rows,
  };
}

async function carry(streams: number): Promise<readonly number[]> {
  await using hub = await BenchHub.listen();
  await using agent = await AgentProcess.start(hub.port);
  const endpoint = await hub.agents(1);
  const readings = Array.from({ length: streams }, () => read(endpoint));
  await sleep(500);
  const bytes = (): number => readings.reduce((sum, one) => sum + one.bytes, 0);
  const before = { bytes: bytes(), agentMs: await agent.cpuMs(), hub: process.cpuUsage() };
  const beganMs = performance.now();
  await sleep(forMs);
  const gigabytes = (bytes() - before.bytes) / 1e9;
  const seconds = (performance.now() - beganMs) / 1000;
  const { user, system } = process.cpuUsage(before.hub);
  const agentS = ((await agent.cpuMs()) - before.agentMs) / 1000;
  return [(gigabytes * 1000) / seconds, (user + system) / 1e6 / gigabytes, agentS / gigabytes];
}
