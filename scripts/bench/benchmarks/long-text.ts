import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import type { Contender } from "../contenders/contender.ts";
import { inRounds } from "../measure/rounds.ts";
import { ratios } from "../measure/statistics.ts";
import { speech } from "./speech.ts";

/** What splitting gains with an engine that says nothing until it has everything. */
export const longText: Benchmark = {
  name: "long-text",
  title: "5,000 characters through an engine that does not stream",
  method:
    "The engine speaks 200 × real time and answers when it has the whole; direct waits for all of it.",
  run,
};

async function run(bench: Bench): Promise<Finding> {
  const ways = [bench.direct, bench.club];
  const ask = (way: Contender) => {
    const plan = speech(way, { model: "whole", seconds: 0 });
    const body = { ...plan.body, input: text() };
    return bench.load.run({ ...plan, body, concurrency: 1, until: { requests: 1 } });
  };
  const figures = await inRounds(bench.rounds, ways, ask);
  const rows = ways.map(({ name }, index) => {
    const rounds = figures[index] ?? [];
    return {
      name,
      values: {
        first: rounds.map((report) => report.firstAudio.p50),
        total: rounds.map((report) => report.total.p50),
      },
    };
  });
  const [direct, club] = rows;
  return {
    columns: [
      { key: "first", title: "first audio, ms", digits: 0, hasRatio: true },
      { key: "total", title: "whole clip, ms", digits: 0, hasRatio: true },
    ],
    rows,
    goals: [
      {
        what: "5,000 characters unstreamed: first audio against buffering the whole",
        limit: 0.1,
        unit: "×",
        measured: ratios(club?.values.first ?? [], direct?.values.first ?? []),
      },
    ],
  };
}

/** Some 5,000 characters of sentences of a usual length. */
function text(): string {
  const sentence = "The quick brown fox jumps over the lazy dog while the sun goes down. ";
  return sentence.repeat(Math.floor(5_000 / sentence.length)).trim();
}
