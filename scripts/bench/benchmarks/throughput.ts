import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import { buffering } from "../contenders/buffering.ts";
import type { Contender } from "../contenders/contender.ts";
import type { LoadReport } from "../load/plan.ts";
import { type CpuMs, costOf } from "../measure/process-cost.ts";
import { inRounds } from "../measure/rounds.ts";
import { goalAgainst, hubCpuGoal } from "./goals.ts";
import { byPart, perHour, speech } from "./speech.ts";

/** What the way lets through when nobody paces it. */
export const throughput: Benchmark = {
  name: "throughput",
  title: "Throughput, 32 requests at once",
  method: "32 listeners ask again and again for 5 s of unpaced WAV (240 kB), for a while.",
  isComparison: true,
  hasPeers: true,
  run,
};

type Figures = { readonly report: LoadReport; readonly cpuMs: CpuMs };

async function run(bench: Bench): Promise<Finding> {
  const ways = [bench.direct, bench.club, ...bench.peers];
  const flood = (way: Contender, ms: number) =>
    bench.load.run({
      ...speech(way, { model: "unpaced", seconds: 5 }),
      concurrency: 32,
      until: { ms },
    });
  for (const way of ways) await flood(way, warmUpMs);
  const figures = await inRounds(bench.rounds, ways, async (way): Promise<Figures> => {
    const ms = bench.isFull ? 10_000 : 2_000;
    const { result, cpuMs } = await costOf(way.processes, () => flood(way, ms));
    return { report: result, cpuMs };
  });
  const rows = ways.map(({ name }, index) => {
    const rounds = figures[index] ?? [];
    return {
      name,
      values: { rate: rounds.map(({ report }) => report.bytes / report.elapsedMs / 1000) },
      costs: byPart(rounds, ({ cpuMs, report }) => hourly(cpuMs, report.bytes)),
    };
  });
  return {
    columns: [{ key: "rate", title: "MB/s", digits: 0, hasRatio: true }],
    rows,
    costTitle: "CPU, core-seconds per hour of audio",
    goals: [
      ...goalAgainst(rows, buffering.name, "rate", {
        what: "throughput, 32 unpaced 5 s clips at once",
        limit: 0.65,
        isFloor: true,
      }),
      hubCpuGoal(rows, { what: "unpaced", limit: 4 }),
    ],
  };
}

/** By then the code of all processes is compiled: it costs as much as the work itself. */
const warmUpMs = 3_000;

export function hourly(cpuMs: CpuMs, bytes: number): CpuMs {
  return Object.fromEntries(Object.entries(cpuMs).map(([part, ms]) => [part, perHour(ms, bytes)]));
}
