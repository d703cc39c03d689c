import type { Outcome, SpokenPart } from "../history-store.ts";
import { builtOnce } from "./built-once.ts";
import type { HistoryRow, ProviderUsageRow, UsageRow, Write } from "./tables.ts";

/** What metering needs to know of a request. */
export type MeteredRequest = Pick<
  HistoryRow,
  "user_id" | "key_id" | "model" | "created_ms" | "characters"
>;

/**
 * Adds a request that ended to its consumer's usage and to that of every provider that spoke. A part of
 * a request that counts elsewhere is none of its own: `requests` is 0.
 */
export async function meter(
  write: Write,
  request: MeteredRequest,
  { audio, parts }: Pick<Outcome, "audio" | "parts">,
  requests = 1,
): Promise<void> {
  const day = dayOf(request.created_ms);
  const frames = audio?.frames ?? 0;
  await addUsage(write, {
    user_id: request.user_id,
    day,
    key_id: request.key_id,
    model: request.model,
    rate_hz: frames > 0 ? (audio?.format.rateHz ?? 0) : 0,
    requests,
    characters: frames > 0 ? request.characters : 0,
    frames,
  });
  for (const row of providerUsages(request, day, parts)) await addProviderUsage(write, row);
}

/** The UTC day of a time, `2026-03-01`. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** A row for each provider and rate; the request counts in the first of a provider's alone. */
function providerUsages(
  request: MeteredRequest,
  day: string,
  parts: readonly SpokenPart[],
): readonly ProviderUsageRow[] {
  const spoken = parts.filter(({ frames }) => frames > 0);
  // Of nearly every request.
  const [only, ...more] = spoken;
  if (only !== undefined && more.length === 0) return [providerUsage(request, day, only, 1)];
  const byProvider = Map.groupBy(spoken, ({ ownerId, provider }) => `${ownerId} ${provider}`);
  return [...byProvider.values()].flatMap((ofProvider) => {
    const byRate = [...Map.groupBy(ofProvider, ({ rateHz }) => rateHz).values()];
    return byRate.flatMap(([first, ...others], at) => {
      if (first === undefined) return [];
      const frames = others.reduce((sum, one) => sum + one.frames, first.frames);
      return [providerUsage(request, day, { ...first, frames }, at === 0 ? 1 : 0)];
    });
  });
}

function providerUsage(
  request: MeteredRequest,
  day: string,
  part: SpokenPart,
  requests: number,
): ProviderUsageRow {
  return {
    owner_id: part.ownerId,
    day,
    provider: part.provider,
    consumer_id: request.user_id,
    model: request.model,
    rate_hz: part.rateHz,
    requests,
    frames: part.frames,
  };
}

const addUsage = builtOnce((db, row: UsageRow) =>
  db
    .insertInto("usage")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["user_id", "day", "key_id", "model", "rate_hz"]).doUpdateSet((eb) => ({
        requests: eb("usage.requests", "+", eb.ref("excluded.requests")),
        characters: eb("usage.characters", "+", eb.ref("excluded.characters")),
        frames: eb("usage.frames", "+", eb.ref("excluded.frames")),
      })),
    ),
);

const addProviderUsage = builtOnce((db, row: ProviderUsageRow) =>
  db
    .insertInto("provider_usage")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["owner_id", "day", "provider", "consumer_id", "model", "rate_hz"])
        .doUpdateSet((eb) => ({
          requests: eb("provider_usage.requests", "+", eb.ref("excluded.requests")),
          frames: eb("provider_usage.frames", "+", eb.ref("excluded.frames")),
        })),
    ),
);
