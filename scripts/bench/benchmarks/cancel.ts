import { setTimeout as wait } from "node:timers/promises";
import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import type { Contender } from "../contenders/contender.ts";
import { type Percentiles, Times } from "../measure/percentiles.ts";
import { inRounds } from "../measure/rounds.ts";
import { speech } from "./speech.ts";

/** How soon an engine stops when its listener has gone. */
export const cancel: Benchmark = {
  name: "cancel",
  title: "From the listener's disconnect to the engine's connection closed",
  method: "16 listeners of audio in real time leave after the first chunks, again and again.",
  run,
};

async function run(bench: Bench): Promise<Finding> {
  const ways = [bench.direct, bench.club];
  const figures = await inRounds(bench.rounds, ways, (way) => cancelled(bench, way));
  const rows = ways.map(({ name }, index) => {
    const rounds = figures[index] ?? [];
    return {
      name,
      values: { p50: rounds.map(({ p50 }) => p50), p99: rounds.map(({ p99 }) => p99) },
    };
  });
  return {
    columns: [
      { key: "p50", title: "p50, ms", digits: 2 },
      { key: "p99", title: "p99, ms", digits: 2 },
    ],
    rows,
    goals: [
      {
        what: "consumer's disconnect → engine's connection closed, p99",
        limit: 100,
        unit: "ms",
        measured: rows[1]?.values.p99 ?? [],
      },
    ],
  };
}

async function cancelled({ engine, load, isFull }: Bench, way: Contender): Promise<Percentiles> {
  await engine.closings();
  const plan = speech(way, { model: "paced", seconds: 60 });
  const { cancelledNs } = await load.run({
    ...plan,
    body: { ...plan.body, input: `${plan.body.input} #{n}` },
    concurrency: 16,
    until: { requests: isFull ? 1_000 : 100 },
    cancelAfterBytes: 4_000,
  });
  await wait(settleMs);
  const times = new Times();
  const closings = await engine.closings();
  for (const { input, atNs } of closings) {
    const leftNs = cancelledNs[/#(\d+)/.exec(input)?.[1] ?? ""];
    if (leftNs !== undefined) times.add(Number(BigInt(atNs) - BigInt(leftNs)) / 1e6);
  }
  const { length } = Object.keys(cancelledNs);
  if (closings.length < length) {
    throw new Error(`of ${length} requests given up the engine saw ${closings.length} end`);
  }
  return times.percentiles();
}

/** Ten times what is to be reached: what has not ended by then is a fault. */
const settleMs = 1_000;
