import { comesFirst } from "../accounts/access.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Service } from "../providers/provider.ts";

/** Which services a caller may be given at this turn, of those that could speak what it wants. */
export type Turn = (
  services: readonly Service[],
  caller: Caller,
  nowMs: number,
) => readonly Service[];

export const everyone: Turn = (services) => services;

/**
 * Those where the caller comes before others. Coming first is no reason to be given one that keeps
 * failing: it stays aside as long as there is another, as in `best`.
 */
export const favoured: Turn = (services, caller, nowMs) => {
  const sound = services.filter((service) => !service.standing.isAside(nowMs));
  return (sound.length > 0 ? sound : services).filter(({ declaration, provider }) =>
    comesFirst(declaration.friends, provider.owner, caller),
  );
};
