import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import type { Contender } from "../contenders/contender.ts";
import { chunkMs } from "../limits.ts";
import type { LoadReport } from "../load/plan.ts";
import { type CpuMs, costOf } from "../measure/process-cost.ts";
import { inRounds } from "../measure/rounds.ts";
import { differences } from "../measure/statistics.ts";
import { hubCpuGoal } from "./goals.ts";
import { byPart, speech } from "./speech.ts";
import { hourly } from "./throughput.ts";

/** What the way does to chunks that are spoken in real time. */
export const paced: Benchmark = {
  name: "paced",
  title: "100 streams in real time",
  method:
    "100 listeners at once, each of 40 ms chunks in real time; from a chunk's leaving the engine to its arrival.",
  isComparison: true,
  hasPeers: true,
  run: (bench) => run(bench, { model: "paced", streams: 100, seconds: 2 }),
};

/** The same for an engine that is faster than speech, as a home's is. */
export const ahead: Benchmark = {
  name: "ahead",
  title: "30 streams at three times real time",
  method:
    "30 listeners at once, each of 40 ms chunks that come each 13 ms; from a chunk's leaving the engine to its arrival. What is far ahead of its listener is gathered.",
  isComparison: true,
  hasPeers: true,
  run: (bench) => run(bench, { model: "ahead", streams: 30, seconds: 6 }),
};

type Load = {
  readonly model: "paced" | "ahead";
  readonly streams: number;
  /** Of audio, each; ten times as much in a full run. */
  readonly seconds: number;
};

type Figures = { readonly report: LoadReport; readonly cpuMs: CpuMs };

async function run(bench: Bench, { model, streams, ...load }: Load): Promise<Finding> {
  const ways = [bench.direct, bench.club, ...bench.peers];
  const listen = (way: Contender, seconds: number) =>
    bench.load.run({
      ...speech(way, { model, seconds }),
      concurrency: streams,
      until: { requests: streams },
      spreadMs: 1_000,
    });
  const figures = await inRounds(bench.rounds, ways, async (way): Promise<Figures> => {
    const seconds = bench.isFull ? 10 * load.seconds : load.seconds;
    const { result, cpuMs } = await costOf(way.processes, () => listen(way, seconds));
    return { report: result, cpuMs };
  });
  const rows = ways.map(({ name }, index) => {
    const rounds = figures[index] ?? [];
    return {
      name,
      values: {
        p50: rounds.map(({ report }) => report.transit.p50),
        p99: rounds.map(({ report }) => report.transit.p99),
        first: rounds.map(({ report }) => report.firstAudio.p50),
      },
      costs: byPart(rounds, ({ cpuMs, report }) => hourly(cpuMs, report.bytes)),
    };
  });
  const [direct, club] = rows;
  return {
    columns: [
      { key: "p50", title: "chunk's way p50, ms", digits: 2, hasRatio: true },
      { key: "p99", title: "chunk's way p99, ms", digits: 1 },
      { key: "first", title: "first audio p50, ms", digits: 1 },
    ],
    rows,
    costTitle: "CPU, core-seconds per hour of audio",
    goals: [
      {
        what: `${streams} ${model} streams: lateness of a chunk against direct, p99`,
        limit: model === "paced" ? 10 : 200,
        unit: "ms",
        measured: differences(club?.values.p99 ?? [], direct?.values.p99 ?? []),
      },
      hubCpuGoal(rows, {
        what: `${model}, in chunks of ${chunkMs} ms`,
        limit: model === "paced" ? 2.2 : 1.2,
      }),
    ],
  };
}
