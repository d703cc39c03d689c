import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, Benchmark } from "./benchmark.ts";
import { speech } from "./benchmarks/speech.ts";
import { buffering } from "./contenders/buffering.ts";
import { startClub } from "./contenders/club.ts";
import type { Contender } from "./contenders/contender.ts";
import { direct } from "./contenders/direct.ts";
import { litellm } from "./contenders/litellm.ts";
import { portkey } from "./contenders/portkey.ts";
import { ssh } from "./contenders/ssh.ts";
import { startEngine } from "./engine/engine.ts";
import { startLoad } from "./load/load.ts";
import { describeMachine } from "./measure/machine.ts";
import type { Absent, Found, Results } from "./report/results.ts";

export type RunOptions = {
  readonly benchmarks: readonly Benchmark[];
  readonly rounds: number;
  readonly isFull: boolean;
  /** What is being done, as it is done. */
  readonly say: (text: string) => void;
};

/** Starts what is measured, runs the benchmarks one after the other, and ends all of it. */
export async function runBenchmarks(options: RunOptions): Promise<Results> {
  const startMs = performance.now();
  const machine = await describeMachine();
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "club-bench-"));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const engine = opened.use(await startEngine());
  const load = opened.use(startLoad());
  const club = opened.use(await startClub(engine, folder));
  const { rounds, isFull, say } = options;
  const alone = { engine, load, folder, rounds, isFull, direct: direct(engine), club, peers: [] };
  const withPeers = options.benchmarks.filter(({ hasPeers }) => hasPeers === true);
  const others = options.benchmarks.filter(({ hasPeers }) => hasPeers !== true);
  const { found, absent } = await runWithPeers(withPeers, alone, say);
  for (const benchmark of others) found.push(await runOne(benchmark, alone, say));
  const tookSeconds = (performance.now() - startMs) / 1000;
  return { machine, rounds, isFull, tookSeconds, absent, found };
}

/** The peers live only as long as they are needed: LiteLLM alone takes half a gigabyte. */
async function runWithPeers(
  benchmarks: readonly Benchmark[],
  bench: Bench,
  say: RunOptions["say"],
): Promise<{ found: Found[]; absent: readonly Absent[] }> {
  if (benchmarks.length === 0) return { found: [], absent: [] };
  say("starting the peers");
  await using started = await startPeers(bench);
  const { peers, absent } = started;
  for (const { name, reason } of absent) say(`${name}: ${reason}`);
  const found: Found[] = [];
  for (const benchmark of benchmarks) {
    found.push(await runOne(benchmark, { ...bench, peers }, say));
  }
  return { found, absent };
}

async function startPeers({ engine, load, folder }: Bench) {
  const owned = new AsyncDisposableStack();
  const peers: Contender[] = [];
  const absent: Absent[] = [];
  for (const peer of [ssh, litellm, portkey, buffering]) {
    try {
      const started = owned.use(await peer.start(engine, folder));
      const plan = speech(started, { model: "unpaced", seconds: 0.1 });
      await load.run({ ...plan, concurrency: 1, until: { requests: 1 } });
      peers.push(started);
    } catch (error) {
      absent.push({ name: peer.name, reason: firstLine(error) });
    }
  }
  return { peers, absent, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function runOne(benchmark: Benchmark, bench: Bench, say: RunOptions["say"]): Promise<Found> {
  const { name, title, method, hasPeers = false, isComparison = false } = benchmark;
  say(name);
  const facts = { name, title, method, hasPeers, isComparison };
  const startMs = performance.now();
  try {
    const finding = await benchmark.run(bench);
    return { ...facts, at: "measured", finding, tookSeconds: (performance.now() - startMs) / 1000 };
  } catch (error) {
    say(`${name} failed: ${String(error)}`);
    return { ...facts, at: "failed", reason: firstLine(error) };
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? "";
}
