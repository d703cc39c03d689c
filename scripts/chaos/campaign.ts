import { setTimeout as wait } from "node:timers/promises";
import { randomFrom } from "../../shared/test/mux/simulation/random-from.ts";
import { drawFault } from "./faults.ts";
import { type HostileReport, startHostiles } from "./hostile/hostiles.ts";
import { consume, type Seen } from "./load.ts";
import { type Memory, watchMemory } from "./memory.ts";
import { verify } from "./verify.ts";
import { startWorld, type World } from "./world.ts";

export type CampaignOptions = {
  readonly seconds: number;
  /** Decides on every text, fault and pause; what the machine makes of them differs. */
  readonly seed: number;
  /** Whether a hostile agent and a hostile consumer with valid keys are let in. */
  readonly hostile: boolean;
  /** Only faults whose names contain it. */
  readonly only?: string;
  /** Whether parts fail (true); where none does, every request has to be answered whole. */
  readonly faults?: boolean;
};

export type Report = {
  /** What should not be; empty: all is well. */
  readonly found: readonly string[];
  /** Requests and recordings by what their consumers saw. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly hostile: HostileReport | undefined;
  /** Memory without garbage, at the end against after a sixth of the time; undefined where it cannot be seen. */
  readonly memory: { readonly hub: Growth | undefined; readonly agent: Growth | undefined };
};

const homeCount = 3;
const consumerCount = 8;

/** By which factor memory grew. */
type Growth = { readonly resident: number; readonly kept: number };

/** After the first tenth of the time the hub and the first home's agent are let live: for their memory. */
const veteransFrom = 1 / 10;

/** Short campaigns end while caches still fill. */
const memoryMattersFromSeconds = 600;

/** Memory that grew by more than this was leaked. */
const maxMemoryRatio = 1.1;

/** Loads a club while its parts fail, then compares what was received with what was kept. */
export async function runCampaign(options: CampaignOptions): Promise<Report> {
  const { seconds, seed, hostile, only = "", faults: withFaults = true } = options;
  await using world = await startWorld(homeCount);
  const seen: Seen = { received: [], samples: [] };
  const faults: Record<string, number> = {};
  const stop = new AbortController();
  using _ = { [Symbol.dispose]: () => stop.abort() };
  const hostiles = hostile ? await startHostiles(world, randomFrom(seed + 1_000)) : undefined;
  const consumers = Array.from({ length: consumerCount }, (_, at) =>
    consume(world, randomFrom(seed + at), stop.signal, seen),
  );
  const veteransFromMs = performance.now() + seconds * 1_000 * veteransFrom;
  const how = { random: randomFrom(seed - 1), veteransFromMs, only };
  const failing = withFaults ? fail(world, how, stop.signal, faults) : Promise.resolve();
  const measuring = memoryOver(world, seconds, stop.signal);
  measuring.catch(() => undefined);
  // A fault that cannot be put right ends the campaign at once.
  const memory = await Promise.race([measuring, failing.then(() => measuring)]);
  stop.abort();
  await Promise.all([failing, ...consumers]);
  const hostileReport = await hostiles?.stop();
  const found = [...(await verify(world, seen, hostiles === undefined ? [] : [hostiles.key]))];
  found.push(...world.homes.flatMap(({ crashes }) => crashes));
  if (!withFaults) found.push(...notWhole(seen));
  if (seconds >= memoryMattersFromSeconds) found.push(...leaks(memory));
  const outcomes = outcomesOf(seen);
  return { found, outcomes, faults, hostile: hostileReport, memory };
}

/** Where nothing fails, a consumer that stays gets all of its audio. */
function notWhole({ received }: Seen): readonly string[] {
  return received
    .filter(({ outcome }) => outcome !== "complete" && outcome !== "left")
    .map(
      ({ id, outcome, status }) => `${id ?? "a request"}: ${outcome} (${status ?? "no answer"})`,
    );
}

type Failing = {
  readonly random: () => number;
  readonly veteransFromMs: number;
  readonly only: string;
};

/** One fault after another, at one home after another. */
async function fail(
  world: World,
  { random, veteransFromMs, only }: Failing,
  signal: AbortSignal,
  counts: Record<string, number>,
): Promise<void> {
  while (!signal.aborted) {
    await wait(200 + 1_300 * random());
    const fault = drawFault(random, only);
    const home = world.homes[Math.floor(random() * world.homes.length)];
    if (home === undefined || signal.aborted || fault.isPossible?.(world) === false) continue;
    const endsVeteran = fault.ends === "hub" || (fault.ends === "agent" && home === world.homes[0]);
    if (endsVeteran && performance.now() > veteransFromMs) continue;
    counts[fault.name] = (counts[fault.name] ?? 0) + 1;
    await fault.run(world, home, random);
  }
}

/** Lets the time pass, and compares the memory of processes that live at both ends. */
async function memoryOver(
  world: World,
  seconds: number,
  signal: AbortSignal,
): Promise<Report["memory"]> {
  const [veteran] = world.homes;
  await workIn(world, (seconds * 1_000) / 6, signal);
  await using hub = await watchMemory(world.hub);
  await using agent = veteran && (await watchMemory(veteran.agent));
  const early = [await hub?.look(), await agent?.look()];
  await wait((seconds * 5_000) / 6, undefined, { signal });
  const late = [await hub?.look(), await agent?.look()];
  return { hub: growth(late[0], early[0]), agent: growth(late[1], early[1]) };
}

/**
 * Lets the time pass, the last of it at full speed: V8 lets buffers of up to 64 MB wait for its next
 * collection, and what malloc has taken for them it keeps. A club that is busy gets there in a minute.
 */
async function workIn({ homes }: World, ms: number, signal: AbortSignal): Promise<void> {
  const fullSpeedMs = Math.min(ms / 2, mostFullSpeedMs);
  await wait(ms - fullSpeedMs, undefined, { signal });
  for (const { engine } of homes) engine.hurry(true);
  await wait(fullSpeedMs, undefined, { signal });
  for (const { engine } of homes) engine.hurry(false);
}

const mostFullSpeedMs = 100_000;

function growth(late: Memory | undefined, early: Memory | undefined): Growth | undefined {
  if (late === undefined || early === undefined) return undefined;
  return { resident: late.resident / early.resident, kept: late.kept / early.kept };
}

function leaks(memory: Report["memory"]): readonly string[] {
  return Object.entries(memory).flatMap(([part, grown]) =>
    grown !== undefined && grown.resident > maxMemoryRatio
      ? [`the ${part}'s memory grew to ${factors(grown)}`]
      : [],
  );
}

function outcomesOf({ received, samples }: Seen): Record<string, number> {
  const names = [
    ...received.map(({ outcome, status }) =>
      outcome === "refused" ? `refused ${status}` : outcome,
    ),
    ...samples.map(({ state }) => `sample ${state}`),
  ];
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function factors({ resident, kept }: Growth): string {
  return `${resident.toFixed(2)} times, and what is in use of it to ${kept.toFixed(2)} times`;
}
