import { setTimeout as sleep } from "node:timers/promises";
import { TcpProxy } from "../../../shared/test/channel/tcp-proxy.ts";
import { AgentProcess } from "./agent-process.ts";
import { BenchHub, read } from "./hub.ts";
import type { Table } from "./table.ts";

const samples = 20;

/** How long a new stream waits for its first audio on a link that others fill. */
export async function measureSlowLink(): Promise<Table> {
  const rows: (readonly (string | number)[])[] = [];
  for (const delayMs of [0, 10, 50]) {
    for (const bulk of [0, 8]) rows.push([delayMs, bulk, ...(await firstAudio(delayMs, bulk))]);
  }
  return {
    title: "A new stream's first audio on 10 Mbit/s, in ms (to reach: 300)",
    head: ["delay each way, ms", "bulk streams", "median", "worst of 20", "Mbit/s carried"],
    rows,
  };
}

async function firstAudio(delayMs: number, bulk: number): Promise<readonly number[]> {
  await using hub = await BenchHub.listen();
  await using proxy = await TcpProxy.start(hub.port);
  proxy.slow({ megabitsPerS: 10, delayMs });
  await using _ = await AgentProcess.start(proxy.port);
  const endpoint = await hub.agents(1);
  const fill = Array.from({ length: bulk }, () => read(endpoint));
  await sleep(3_000);
  const beganMs = performance.now();
  const before = bytesOf(fill);
  const took: number[] = [];
  for (let i = 0; i < samples; i++) {
    const { stream, firstMs } = read(endpoint, false);
    took.push(await firstMs);
    stream.reset("CANCELLED", "", performance.now());
    await sleep(150);
  }
  const megabits = (bytesOf(fill) - before) / 125_000;
  took.sort((a, b) => a - b);
  const seconds = (performance.now() - beganMs) / 1000;
  return [took[samples / 2] ?? Number.NaN, took.at(-1) ?? Number.NaN, megabits / seconds];
}

function bytesOf(readings: readonly { readonly bytes: number }[]): number {
  return readings.reduce((sum, { bytes }) => sum + bytes, 0);
}
