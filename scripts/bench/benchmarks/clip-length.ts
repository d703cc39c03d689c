import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import { costOf, ownMemory } from "../measure/process-cost.ts";
import { inRounds } from "../measure/rounds.ts";
import { byPart, speech } from "./speech.ts";
import { hourly } from "./throughput.ts";

/** How the hub grows with the length of a clip: it should not. */
export const clipLength: Benchmark = {
  name: "clip-length",
  title: "Growth with the length of the clip, 1 s to 10 min",
  method: "One unpaced clip at a time; 600 s of audio in all for each length.",
  run,
};

const lengths = [1, 10, 60, 600];

async function run(bench: Bench): Promise<Finding> {
  const audioSeconds = bench.isFull ? 3_000 : 600;
  const ask = (seconds: number) =>
    bench.load.run({
      ...speech(bench.club, { model: "unpaced", seconds }),
      concurrency: 1,
      until: { requests: Math.round(audioSeconds / seconds) },
    });
  // By then the code of hub and agent is compiled.
  for (const seconds of lengths) await ask(seconds);
  const figures = await inRounds(bench.rounds, lengths, async (seconds) => {
    const { result: report, cpuMs } = await costOf(bench.club.processes, () => ask(seconds));
    return { report, cpuMs, memory: await ownMemory(bench.club.hub.pid) };
  });
  const rows = lengths.map((seconds, index) => {
    const of = figures[index] ?? [];
    return {
      name: `${seconds} s`,
      values: {
        first: of.map(({ report }) => report.firstAudio.p50),
        rate: of.map(({ report }) => report.bytes / report.elapsedMs / 1000),
        memory: of.map(({ memory }) => memory / 1024 / 1024),
      },
      costs: byPart(of, ({ cpuMs, report }) => hourly(cpuMs, report.bytes)),
    };
  });
  return {
    columns: [
      { key: "first", title: "first audio p50, ms", digits: 2 },
      { key: "rate", title: "MB/s", digits: 0, hasRatio: true },
      { key: "memory", title: "hub's RssAnon afterwards, MiB", digits: 0 },
    ],
    rows,
    costTitle: "CPU, core-seconds per hour of audio",
    goals: [],
  };
}
