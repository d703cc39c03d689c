import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import { buffering } from "../contenders/buffering.ts";
import type { Contender } from "../contenders/contender.ts";
import { portkey } from "../contenders/portkey.ts";
import type { LoadReport, Plan } from "../load/plan.ts";
import { type CpuMs, costOf } from "../measure/process-cost.ts";
import { inRounds } from "../measure/rounds.ts";
import { goalAgainst } from "./goals.ts";
import { byPart, speech } from "./speech.ts";

/** What the way costs a listener who waits: one request at a time, a clip of half a second. */
export const firstAudio: Benchmark = {
  name: "first-audio",
  title: "Time to first audio, one request at a time",
  method: "Requests one after the other for 0.5 s of unpaced WAV; from asking to the first sample.",
  isComparison: true,
  hasPeers: true,
  run,
};

type Figures = { readonly report: LoadReport; readonly cpuMs: CpuMs };

async function run(bench: Bench): Promise<Finding> {
  const ways = [bench.direct, bench.club, ...bench.peers];
  const requests = bench.isFull ? 1_000 : 300;
  const ask = (way: Contender, until: Plan["until"]) =>
    bench.load.run({
      ...speech(way, { model: "unpaced", seconds: 0.5 }),
      concurrency: 1,
      until,
    });
  for (const way of ways) await ask(way, { ms: warmUpMs });
  const figures = await inRounds(bench.rounds, ways, async (way): Promise<Figures> => {
    const { result, cpuMs } = await costOf(way.processes, () => ask(way, { requests }));
    return { report: result, cpuMs };
  });
  const rows = ways.map(({ name }, index) => {
    const rounds = figures[index] ?? [];
    return {
      name,
      values: {
        p50: rounds.map(({ report }) => report.firstAudio.p50),
        p99: rounds.map(({ report }) => report.firstAudio.p99),
        total: rounds.map(({ report }) => report.total.p50),
      },
      costs: byPart(rounds, ({ cpuMs, report }) => perRequest(cpuMs, report.requests)),
    };
  });
  return {
    columns: [
      { key: "p50", title: "p50, ms", digits: 2, hasRatio: true },
      { key: "p99", title: "p99, ms", digits: 2 },
      { key: "total", title: "whole clip p50, ms", digits: 2 },
    ],
    rows,
    costTitle: "CPU, ms per request",
    goals: [
      ...goalAgainst(rows, bench.direct.name, "p50", { what: "first audio, p50", limit: 4.5 }),
      ...goalAgainst(rows, portkey.name, "p50", { what: "first audio, p50", limit: 1 }),
      ...goalAgainst(rows, portkey.name, "p99", { what: "first audio, p99", limit: 1 }),
      ...goalAgainst(rows, buffering.name, "p99", { what: "first audio, p99", limit: 1 }),
    ],
  };
}

/** By then the code of all processes is compiled. */
const warmUpMs = 3_000;

function perRequest(cpuMs: CpuMs, requests: number): CpuMs {
  return Object.fromEntries(Object.entries(cpuMs).map(([part, ms]) => [part, ms / requests]));
}
