import { comesFirst } from "../accounts/access.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Service } from "../providers/provider.ts";
import { equalSpeedFactor } from "./limits.ts";
import type { ServiceRecord } from "./service-records.ts";

/** What the choice goes by, beside what services declare. */
export type Experience = {
  readonly recordOf: (service: Service) => ServiceRecord;
  /** When an owner's service was last chosen: a count that grows; 0 for never. */
  readonly lastTurnOf: (ownerId: string) => number;
};

/**
 * The best service with a free slot. The caller's own first, unless the key says any; then those
 * whose engine runs already, and of them the least loaded for the slots that it has earned. Among equals owners share alike: the one with the fewest
 * requests comes first, then the one that speaks clearly sooner, then the one whose last turn was
 * longest ago. A service whose circuit breaker is open is passed over as long as there is another,
 * even a busy one.
 */
export function best(
  services: readonly Service[],
  caller: Caller,
  experience: Experience,
): Service | undefined {
  const { recordOf } = experience;
  const free = trusted(services, experience).filter((service) => recordOf(service).hasRoom);
  if (free.length < 2) return free[0];
  const running = runningByOwner(services, experience);
  let top: Ranked | undefined;
  for (const service of free) {
    const one = { service, rank: rankOf(service, caller, running, experience) };
    if (isBefore(one, top)) top = one;
  }
  return top?.service;
}

/**
 * Those where the caller is served before others. That is no reason to be given one whose circuit
 * breaker is open while there is another.
 */
export function favouring(
  services: readonly Service[],
  caller: Caller,
  experience: Experience,
): readonly Service[] {
  return trusted(services, experience).filter(({ declaration, provider }) =>
    comesFirst(declaration.friends, provider.owner, caller),
  );
}

/** Those whose circuit breaker is not open; all where there is none. */
function trusted(services: readonly Service[], { recordOf }: Experience): readonly Service[] {
  const some = services.filter((service) => !recordOf(service).breaker.isOpen);
  return some.length > 0 ? some : services;
}

type Ranked = { readonly service: Service; readonly rank: readonly number[] };

function rankOf(
  service: Service,
  caller: Caller,
  running: ReadonlyMap<string, number>,
  { recordOf, lastTurnOf }: Experience,
): readonly number[] {
  const { userId } = service.provider.owner;
  const { busy, earnedSlots, breaker } = recordOf(service);
  return [
    caller.routing !== "any" && userId === caller.userId ? 0 : 1,
    service.declaration.cold === true ? 1 : 0,
    (busy + 1) / earnedSlots,
    running.get(userId) ?? 0,
    speedClass(breaker.firstAudioMs),
    lastTurnOf(userId),
    breaker.firstAudioMs ?? 0,
  ];
}

/** Times within a factor of each other are one class; one that has not spoken yet gets its chance. */
function speedClass(firstAudioMs: number | undefined): number {
  if (firstAudioMs === undefined) return 0;
  return Math.max(1, Math.round(Math.log(firstAudioMs) / Math.log(equalSpeedFactor)));
}

function runningByOwner(
  services: readonly Service[],
  { recordOf }: Experience,
): ReadonlyMap<string, number> {
  const running = new Map<string, number>();
  for (const service of services) {
    const { userId } = service.provider.owner;
    running.set(userId, (running.get(userId) ?? 0) + recordOf(service).busy);
  }
  return running;
}

function isBefore(one: Ranked, top: Ranked | undefined): boolean {
  if (top === undefined) return true;
  for (const [at, value] of one.rank.entries()) {
    const other = top.rank[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
