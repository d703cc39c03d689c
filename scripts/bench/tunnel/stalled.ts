import { setTimeout as sleep } from "node:timers/promises";
import { TcpProxy } from "../../../shared/test/channel/tcp-proxy.ts";
import { AgentProcess } from "./agent-process.ts";
import { BenchHub, read } from "./hub.ts";
import type { Table } from "./table.ts";

const forMs = 5_000;

/** Whether streams that nobody reads slow those that are read. */
export async function measureStalled(): Promise<Table> {
  const rows: (readonly (string | number)[])[] = [];
  for (const megabitsPerS of [10, Number.POSITIVE_INFINITY]) {
    for (const stalled of [0, 6]) {
      const link = Number.isFinite(megabitsPerS) ? `${megabitsPerS} Mbit/s` : "loopback";
      rows.push([link, stalled, await throughput(megabitsPerS, stalled)]);
    }
  }
  return {
    title: "Two streams beside others that nobody reads",
    head: ["link", "stalled streams", "the two, MB/s"],
    rows,
  };
}

async function throughput(megabitsPerS: number, stalled: number): Promise<number> {
  await using hub = await BenchHub.listen();
  await using proxy = await TcpProxy.start(hub.port);
  proxy.slow({ megabitsPerS });
  await using _ = await AgentProcess.start(proxy.port);
  const end = await hub.agents(1);
  for (let i = 0; i < stalled; i++) read(end, false);
  await sleep(1_000);
  const readings = [read(end), read(end)];
  await sleep(500);
  const before = readings.map(({ bytes }) => bytes);
  const beganMs = performance.now();
  await sleep(forMs);
  const bytes = readings.reduce((sum, one, i) => sum + one.bytes - (before[i] ?? 0), 0);
  return bytes / 1000 / (performance.now() - beganMs);
}
