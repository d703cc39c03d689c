import { setTimeout as wait } from "node:timers/promises";
import type { Bench, Benchmark, Finding } from "../benchmark.ts";
import { startClub } from "../contenders/club.ts";
import { type Inspector, inspect } from "../measure/inspector.ts";
import { ownMemory } from "../measure/process-cost.ts";
import { speech } from "./speech.ts";

const streams = 256;

/** What an open stream takes of the hub's memory. */
export const streamMemory: Benchmark = {
  name: "stream-memory",
  title: "The hub's memory per open stream",
  method:
    "256 streams of audio in real time, measured in their middle; a hub of its own. Kept: heap and buffers after a collection. Resident: RssAnon as it is, garbage included.",
  run,
};

async function run(bench: Bench): Promise<Finding> {
  await using club = await startClub(bench.engine, bench.folder, {
    nodeOptions: ["--inspect-port=0"],
  });
  const plan = (model: "paced" | "unpaced", seconds: number) => ({
    ...speech(club, { model, seconds }),
    concurrency: streams,
    until: { requests: streams },
  });
  await using inspector = await inspect(club.hub);
  // A hub that has worked: its code is compiled, its heap has grown to what it needs.
  await bench.load.run(plan("unpaced", 1));
  await bench.load.run({ ...plan("paced", 2), spreadMs: 1_000 });
  const kept: number[] = [];
  const resident: number[] = [];
  for (let round = 0; round < bench.rounds; round += 1) {
    await wait(settleMs);
    const before = await sample(inspector, club.hub.pid);
    const streaming = bench.load.run({ ...plan("paced", 4), spreadMs: 1_000 });
    await wait(2_500);
    const residentBytes = await ownMemory(club.hub.pid);
    const during = await sample(inspector, club.hub.pid);
    await streaming;
    kept.push((during.keptBytes - before.keptBytes) / streams / 1024);
    resident.push((residentBytes - before.residentBytes) / streams / 1024);
  }
  return {
    columns: [
      { key: "kept", title: "kept, KiB", digits: 1 },
      { key: "resident", title: "resident, KiB", digits: 1 },
    ],
    rows: [{ name: "Club: hub", values: { kept, resident } }],
    goals: [
      { what: "hub memory per open stream, kept", limit: 128, unit: "KiB", measured: kept },
      { what: "hub memory per open stream, resident", limit: 128, unit: "KiB", measured: resident },
    ],
  };
}

/** For the last requests' rows, files and sockets to be done with. */
const settleMs = 500;

async function sample(inspector: Inspector, pid: number) {
  const { heapUsed, external } = await inspector.kept();
  return { keptBytes: heapUsed + external, residentBytes: await ownMemory(pid) };
}
