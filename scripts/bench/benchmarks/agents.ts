import { setTimeout as wait } from "node:timers/promises";
import { type CrowdProcess, startCrowd } from "../agents/crowd.ts";
import type { Bench, Benchmark, Finding, Row } from "../benchmark.ts";
import { type Club, startClub } from "../contenders/club.ts";
import type { Contender } from "../contenders/contender.ts";
import type { LoadReport } from "../load/plan.ts";
import { inspect } from "../measure/inspector.ts";
import { costOf, ownMemory } from "../measure/process-cost.ts";
import { speech } from "./speech.ts";

/** How the hub grows with agents that are connected and have nothing to do. */
export const agents: Benchmark = {
  name: "agents",
  title: "Growth with connected agents, 1 to 10,000",
  method:
    "Idle agents in four processes beside the one that speaks; a hub of its own. Memory per agent over the hub without them; the hub's idle CPU; first audio as in `first-audio`.",
  run,
};

const counts = [1, 10, 100, 1_000, 10_000];
const crowds = 4;

async function run(bench: Bench): Promise<Finding> {
  await using opened = new AsyncDisposableStack();
  const club = opened.use(
    await startClub(bench.engine, bench.folder, { nodeOptions: ["--inspect-port=0"] }),
  );
  const processes = Array.from({ length: crowds }, () => opened.use(startCrowd()));
  const inspector = opened.use(await inspect(club.hub));
  for (let turn = 0; turn < warmUpTurns; turn += 1) await ask(bench, club);
  const before = await inspector.kept();
  const residentBefore = await ownMemory(club.hub.pid);
  const rows: Row[] = [];
  let present = 1;
  for (const count of counts) {
    await attach(processes, club, present, count - present);
    present = count;
    await wait(settleMs);
    const idle = await costOf({ hub: [club.hub.pid] }, () => wait(idleMs));
    const residentBytes = (await ownMemory(club.hub.pid)) - residentBefore;
    const kept = await inspector.kept();
    const keptBytes = kept.heapUsed + kept.external - before.heapUsed - before.external;
    const reports: LoadReport[] = [];
    const direct: LoadReport[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      direct.push(await ask(bench, bench.direct));
      reports.push(await ask(bench, club));
    }
    const perAgent = (bytes: number) => (count > 1 ? [bytes / (count - 1) / 1024] : []);
    rows.push({
      name: count.toLocaleString("en"),
      values: {
        kept: perAgent(keptBytes),
        resident: perAgent(residentBytes),
        idle: [((idle.cpuMs["hub"] ?? 0) / idle.tookMs) * 100],
        first: reports.map(({ firstAudio }) => firstAudio.p50),
        share: reports.map(
          ({ firstAudio }, turn) => firstAudio.p50 / (direct[turn]?.firstAudio.p50 ?? Number.NaN),
        ),
        last: reports.map(({ firstAudio }) => firstAudio.p99),
      },
    });
  }
  const last = rows.at(-1)?.values;
  return {
    columns: [
      { key: "kept", title: "kept per agent, KiB", digits: 1 },
      { key: "resident", title: "resident per agent, KiB", digits: 1 },
      { key: "idle", title: "hub's idle CPU, % of a core", digits: 1 },
      { key: "first", title: "first audio p50, ms", digits: 2 },
      { key: "share", title: "× direct's of the same moment", digits: 1 },
      { key: "last", title: "first audio p99, ms", digits: 2 },
    ],
    rows,
    goals: [
      {
        what: "hub memory per idle agent, kept, 10,000 on one hub",
        limit: 32,
        unit: "KiB",
        measured: last?.["kept"] ?? [],
      },
      {
        what: "hub memory per idle agent, resident, 10,000 on one hub",
        limit: 32,
        unit: "KiB",
        measured: last?.["resident"] ?? [],
      },
    ],
  };
}

async function attach(
  processes: readonly CrowdProcess[],
  { url, providerKey }: Club,
  from: number,
  count: number,
): Promise<void> {
  const share = Math.ceil(count / processes.length);
  await Promise.all(
    processes.map(async (crowd, index) => {
      const before = Math.min(count, share * index);
      const own = Math.min(share, count - before);
      if (own <= 0) return;
      await crowd.attach({ hubUrl: url, key: providerKey, from: from + before, count: own });
    }),
  );
}

function ask({ load, isFull }: Bench, way: Pick<Contender, "target">) {
  return load.run({
    ...speech(way, { model: "unpaced", seconds: 0.5 }),
    concurrency: 1,
    until: { requests: isFull ? 1_000 : 200 },
  });
}

/** By then the code of hub and agent is compiled. */
const warmUpTurns = 10;
/** Times that first audio is measured at each count: agents that are there cannot be interleaved. */
const turns = 3;

/** The first pings have been answered. */
const settleMs = 1_000;
/** One heartbeat is 10 s; each agent's falls somewhere into it. */
const idleMs = 5_000;
