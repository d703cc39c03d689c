import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import { startClub } from "../contenders/club.ts";
import { slotsPerAgent } from "../limits.ts";
import { inRounds } from "../measure/rounds.ts";
import { speech } from "./speech.ts";

/** How the hub grows with what goes on at the same time. */
export const concurrency: Benchmark = {
  name: "concurrency",
  title: "Growth with concurrent streams, 1 to 512",
  method:
    "Unpaced 1 s clips through a hub of its own with two agents, so many at a time; and the same directly.",
  run,
};

const counts = [1, 8, 32, 128, 512];

async function run(bench: Bench): Promise<Finding> {
  const agents = 512 / slotsPerAgent;
  await using club = await startClub(bench.engine, bench.folder, { agents });
  const flood = (count: number, way: Parameters<typeof speech>[0]) =>
    bench.load.run({
      ...speech(way, { model: "unpaced", seconds: 1 }),
      concurrency: count,
      until: { ms: bench.isFull ? 3_000 : 600 },
    });
  for (let turn = 0; turn < warmUpFloods; turn += 1) await flood(32, club);
  const figures = await inRounds(bench.rounds, counts, async (count) => ({
    direct: await flood(count, bench.direct),
    club: await flood(count, club),
  }));
  const rows = counts.map((count, index) => {
    const of = figures[index] ?? [];
    return {
      name: String(count),
      values: {
        requests: of.map(({ club }) => club.requests / (club.elapsedMs / 1000)),
        rate: of.map(({ club }) => club.bytes / club.elapsedMs / 1000),
        share: of.map(
          ({ club, direct }) => club.bytes / club.elapsedMs / (direct.bytes / direct.elapsedMs),
        ),
        first: of.map(({ club }) => club.firstAudio.p50),
        last: of.map(({ club }) => club.firstAudio.p99),
      },
    };
  });
  return {
    columns: [
      { key: "requests", title: "requests/s", digits: 0 },
      { key: "rate", title: "MB/s", digits: 0 },
      { key: "share", title: "of direct's MB/s", digits: 2 },
      { key: "first", title: "first audio p50, ms", digits: 1 },
      { key: "last", title: "first audio p99, ms", digits: 1 },
    ],
    rows,
    goals: [],
  };
}

/** By then the code of its processes is compiled. */
const warmUpFloods = 6;
