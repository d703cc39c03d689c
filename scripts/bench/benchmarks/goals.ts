import type { Goal, Row } from "../benchmark.ts";
import { ratios } from "../measure/statistics.ts";

type Reach = Pick<Goal, "what" | "limit" | "isFloor">;

/**
 * A figure of Club's to reach against another row's of the same run: machines differ, and one machine from
 * minute to minute. None where that row is not there.
 */
export function goalAgainst(
  rows: readonly Row[],
  other: string,
  column: string,
  { what, ...reach }: Reach,
): readonly Goal[] {
  const club = rows.find(({ name }) => name === "Club")?.values[column];
  const peer = rows.find(({ name }) => name.startsWith(other))?.values[column];
  if (club === undefined || peer === undefined) return [];
  return [{ what: `${what}: × ${other}`, ...reach, unit: "×", measured: ratios(club, peer) }];
}

/** The hub's CPU beside what the engine itself takes to hand over the same audio. */
export function hubCpuGoal(rows: readonly Row[], { what, ...reach }: Reach): Goal {
  const costs = rows.find(({ name }) => name === "Club")?.costs ?? {};
  const measured = ratios(costs["hub"] ?? [], costs["engine"] ?? []);
  return { what: `the hub's CPU, ${what}: × the engine's`, ...reach, unit: "×", measured };
}
