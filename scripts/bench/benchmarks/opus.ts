import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import type { Speech } from "./speech.ts";
import { speech } from "./speech.ts";
import { inRounds } from "../measure/rounds.ts";
import { differences } from "../measure/statistics.ts";

/** What encoding adds for a listener who waits. */
export const opus: Benchmark = {
  name: "opus",
  title: "Opus: time to first byte, warm",
  method:
    "Requests to Club one after the other for 1 s of unpaced audio, 0.2 s apart: ffmpeg is waiting for each.",
  run,
};

async function run(bench: Bench): Promise<Finding> {
  const formats = ["wav", "opus"] as const;
  const ask = (format: Speech["format"] & string) =>
    bench.load.run({
      ...speech(bench.club, { model: "unpaced", seconds: 1, format }),
      concurrency: 1,
      until: { requests: bench.isFull ? 200 : 12 },
      restMs: 200,
    });
  for (const format of formats) await ask(format);
  const figures = await inRounds(bench.rounds, formats, ask);
  const rows = formats.map((format, index) => {
    const rounds = figures[index] ?? [];
    return {
      name: `Club, ${format}`,
      values: {
        p50: rounds.map((report) => report.firstByte.p50),
        p99: rounds.map((report) => report.firstByte.p99),
        total: rounds.map((report) => report.total.p50),
      },
    };
  });
  const [wav, ogg] = rows;
  return {
    columns: [
      { key: "p50", title: "first byte p50, ms", digits: 2 },
      { key: "p99", title: "first byte p99, ms", digits: 2 },
      { key: "total", title: "whole clip p50, ms", digits: 1 },
    ],
    rows,
    goals: [
      {
        what: "Opus: added time to first byte over WAV, warm, p50",
        limit: 15,
        unit: "ms",
        measured: differences(ogg?.values.p50 ?? [], wav?.values.p50 ?? []),
      },
    ],
  };
}
