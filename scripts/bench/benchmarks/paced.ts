import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import type { Contender } from "../contenders/contender.ts";
import type { LoadReport } from "../load/plan.ts";
import { type CpuMs, costOf } from "../measure/process-cost.ts";
import { inRounds } from "../measure/rounds.ts";
import { differences } from "../measure/statistics.ts";
import { byPart, speech } from "./speech.ts";
import { hourly } from "./throughput.ts";

const streams = 100;

/** What the way does to chunks that are spoken in real time. */
export const paced: Benchmark = {
  name: "paced",
  title: "100 streams in real time",
  method:
    "100 listeners at once, each of 40 ms chunks in real time; from a chunk's leaving the engine to its arrival.",
  hasPeers: true,
  run,
};

type Figures = { readonly report: LoadReport; readonly cpuMs: CpuMs };

async function run(bench: Bench): Promise<Finding> {
  const ways = [bench.direct, bench.club, ...bench.peers];
  const listen = (way: Contender, seconds: number) =>
    bench.load.run({
      ...speech(way, { model: "paced", seconds }),
      concurrency: streams,
      until: { requests: streams },
      spreadMs: 1_000,
    });
  const figures = await inRounds(bench.rounds, ways, async (way): Promise<Figures> => {
    const seconds = bench.isFull ? 20 : 2;
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
        what: "100 paced streams: lateness of a chunk against direct, p99",
        limit: 10,
        unit: "ms",
        measured: differences(club?.values.p99 ?? [], direct?.values.p99 ?? []),
      },
      {
        what: "the hub's CPU per hour of WAV relayed and stored, paced",
        limit: 1,
        unit: "core-s",
        measured: club?.costs["hub"] ?? [],
      },
    ],
  };
}
