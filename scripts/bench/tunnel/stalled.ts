import { setTimeout as sleep } from "node:timers/promises";
import { TcpProxy } from "../../../shared/test/channel/tcp-proxy.ts";
import { AgentProcess } from "./agent-process.ts";
import { BenchHub, read } from "./hub.ts";
import type { Table } from "./table.ts";

const forMs = 1_000;
const rounds = 3;

/** Whether streams that nobody reads slow those that are read; in turn, since machines have moods. */
export async function measureStalled(): Promise<Table> {
  const rows: (readonly (string | number)[])[] = [];
  for (const megabitsPerS of [10, Number.POSITIVE_INFINITY]) {
    const alone: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < rounds; round++) {
      alone.push(await throughput(megabitsPerS, 0));
      beside.push(await throughput(megabitsPerS, 6));
    }
    const link = Number.isFinite(megabitsPerS) ? `${megabitsPerS} Mbit/s` : "loopback";
    rows.push([link, median(alone), median(beside)]);
  }
  return {
    title: `Two streams beside others that nobody reads, MB/s, median of ${rounds}`,
    head: ["link", "alone", "beside 6 stalled ones"],
    rows,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function throughput(megabitsPerS: number, stalled: number): Promise<number> {
  await using hub = await BenchHub.listen();
  await using proxy = await TcpProxy.start(hub.port);
  proxy.slow({ megabitsPerS });
  await using _ = await AgentProcess.start(proxy.port);
  const endpoint = await hub.agents(1);
  for (let i = 0; i < stalled; i++) read(endpoint, false);
  await sleep(500);
  const readings = [read(endpoint), read(endpoint)];
  await sleep(500);
  const before = readings.map(({ bytes }) => bytes);
  const beganMs = performance.now();
  await sleep(forMs);
  const bytes = readings.reduce((sum, one, i) => sum + one.bytes - (before[i] ?? 0), 0);
  return bytes / 1000 / (performance.now() - beganMs);
}
