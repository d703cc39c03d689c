import { setTimeout as wait } from "node:timers/promises";
import { randomFrom } from "../../shared/test/mux/simulation/random-from.ts";
import { drawFault } from "./faults.ts";
import { type HostileReport, startHostiles } from "./hostiles.ts";
import { consume, type Received } from "./load.ts";
import { residentBytes } from "./resident-bytes.ts";
import { verify } from "./verify.ts";
import { startWorld, type World } from "./world.ts";

export type CampaignOptions = {
  readonly seconds: number;
  /** Decides on every text, fault and pause; what the machine makes of them differs. */
  readonly seed: number;
  /** Whether a hostile agent and a hostile consumer with valid keys are let in. */
  readonly hostile: boolean;
};

export type Report = {
  /** What should not be; empty: all is well. */
  readonly found: readonly string[];
  /** Requests by what their consumers saw. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly hostile: HostileReport | undefined;
  /** The hub's resident memory at the end against that after a sixth of the time, where it lived on. */
  readonly memoryRatio: number | undefined;
};

const homeCount = 3;
const consumerCount = 8;

/** Loads a club while its parts fail, then compares what was received with what was kept. */
export async function runCampaign({ seconds, seed, hostile }: CampaignOptions): Promise<Report> {
  await using world = await startWorld(homeCount);
  const all: Received[] = [];
  const faults: Record<string, number> = {};
  const stop = new AbortController();
  const hostiles = hostile ? await startHostiles(world, randomFrom(seed + 1_000)) : undefined;
  const consumers = Array.from({ length: consumerCount }, (_, at) =>
    consume(world, randomFrom(seed + at), stop.signal, (received) => all.push(received)),
  );
  const failing = fail(world, randomFrom(seed - 1), stop.signal, faults);
  const memory = await memoryOver(world, seconds);
  stop.abort();
  await Promise.all([failing, ...consumers]);
  const hostileReport = await hostiles?.stop();
  const found = await verify(world, all, hostiles === undefined ? [] : [hostiles.key]);
  return { found, outcomes: outcomesOf(all), faults, hostile: hostileReport, memoryRatio: memory };
}

/** One fault after another, at one home after another. */
async function fail(
  world: World,
  random: () => number,
  signal: AbortSignal,
  counts: Record<string, number>,
): Promise<void> {
  while (!signal.aborted) {
    await wait(200 + 1_300 * random());
    const fault = drawFault(random);
    const home = world.homes[Math.floor(random() * world.homes.length)];
    if (home === undefined || signal.aborted) continue;
    counts[fault.name] = (counts[fault.name] ?? 0) + 1;
    await fault.run(world, home, random);
  }
}

/** Lets the time pass, and compares the hub's memory where the same process lives at both ends. */
async function memoryOver(world: World, seconds: number): Promise<number | undefined> {
  await wait((seconds * 1_000) / 6);
  const { hub } = world;
  const early = await residentBytes(world.url);
  await wait((seconds * 5_000) / 6);
  const late = await residentBytes(world.url);
  const isSame = world.hub === hub && early !== undefined && late !== undefined;
  return isSame ? late / early : undefined;
}

function outcomesOf(all: readonly Received[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome, status } of all) {
    const name = outcome === "refused" ? `refused ${status}` : outcome;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
