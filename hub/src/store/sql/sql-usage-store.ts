import type { RateFrames } from "../../accounts/audio-seconds.ts";
import type {
  ProviderUsage,
  ProviderUsageQuery,
  UsageGroup,
  UsageQuery,
  UsageRecord,
  UsageRowsQuery,
  UsageStore,
} from "../usage-store.ts";
import { sql } from "kysely";
import { maxProviderUsageRows } from "../limits.ts";
import { keptBytes } from "./kept-audio.ts";
import type { Database } from "./tables.ts";

/** Usage in SQL. Sums come as text from a database whose sums are wider than its integers. */
export function sqlUsageStore(db: Database): UsageStore {
  return {
    summarize: (query) => summarize(db, query),
    spokenBy: (query) => spokenBy(db, query),
    listRows: (query) => listRows(db, query),
    keptBytes: (userId) => keptBytes(db, userId),
    framesBetween: async (firstDay, lastDay, of) => {
      const between = db
        .selectFrom("usage")
        .where("day", ">=", firstDay)
        .where("day", "<=", lastDay)
        .where("frames", ">", 0);
      const mine =
        "keyId" in of
          ? between.where("key_id", "=", of.keyId)
          : between.where("user_id", "=", of.userId);
      const rows = await mine
        .select((eb) => ["rate_hz", eb.fn.sum<number | string>("frames").as("frames")])
        .groupBy("rate_hz")
        .execute();
      return rows.map((row) => ({ rateHz: row.rate_hz, frames: Number(row.frames) }));
    },
  };
}

const groupColumns = { day: "day", model: "model", key: "key_id", user: "user_id" } as const;

async function summarize(db: Database, query: UsageQuery): Promise<readonly UsageGroup[]> {
  const column = groupColumns[query.groupBy];
  let select = db.selectFrom("usage");
  if (query.userId !== undefined) select = select.where("user_id", "=", query.userId);
  if (query.fromDay !== undefined) select = select.where("day", ">=", query.fromDay);
  if (query.toDay !== undefined) select = select.where("day", "<=", query.toDay);
  const rows = await select
    .select((eb) => [
      `${column} as group`,
      "rate_hz",
      eb.fn.sum<number | string>("requests").as("requests"),
      eb.fn.sum<number | string>("characters").as("characters"),
      eb.fn.sum<number | string>("frames").as("frames"),
    ])
    .groupBy([column, "rate_hz"])
    .orderBy(column)
    .orderBy("rate_hz")
    .execute();
  const byGroup = Map.groupBy(rows, (row) => row.group);
  return [...byGroup].map(([group, rates]) => ({
    group,
    requests: total(rates.map((row) => row.requests)),
    characters: total(rates.map((row) => row.characters)),
    audio: audioOf(rates),
  }));
}

async function listRows(db: Database, query: UsageRowsQuery): Promise<UsageRecord[]> {
  let select = db.selectFrom("usage").innerJoin("users", "users.id", "usage.user_id");
  if (query.userId !== undefined) select = select.where("user_id", "=", query.userId);
  if (query.fromDay !== undefined) select = select.where("day", ">=", query.fromDay);
  if (query.toDay !== undefined) select = select.where("day", "<=", query.toDay);
  const columns = [
    "day",
    "key_id",
    "model",
    "rate_hz",
    "requests",
    "characters",
    "frames",
  ] as const;
  const rows = await select
    .select([...columns, "users.name as user"])
    .orderBy("day")
    .orderBy("users.name")
    .orderBy("key_id")
    .orderBy("model")
    .orderBy("rate_hz")
    .execute();
  return rows.map(({ key_id: keyId, rate_hz: rateHz, ...row }) => ({ ...row, keyId, rateHz }));
}

async function spokenBy(db: Database, query: ProviderUsageQuery): Promise<ProviderUsage[]> {
  let select = db
    .selectFrom("provider_usage")
    .innerJoin("users", "users.id", "provider_usage.consumer_id")
    .where("owner_id", "=", query.ownerId);
  if (query.fromDay !== undefined) select = select.where("day", ">=", query.fromDay);
  if (query.toDay !== undefined) select = select.where("day", "<=", query.toDay);
  const rows = await select
    .select((eb) => [
      "day",
      "provider",
      "model",
      query.byConsumer ? "users.name as consumer" : sql.lit("").as("consumer"),
      "rate_hz",
      eb.fn.sum<number | string>("requests").as("requests"),
      eb.fn.sum<number | string>("frames").as("frames"),
    ])
    .groupBy(["day", "provider", "model", "consumer", "rate_hz"])
    .orderBy("day", "desc")
    .orderBy("provider")
    .orderBy("model")
    .orderBy("consumer")
    .limit(maxProviderUsageRows)
    .execute();
  const groups = Map.groupBy(rows, (row) =>
    JSON.stringify([row.day, row.provider, row.model, row.consumer]),
  );
  return [...groups.values()].flatMap((rates) =>
    rates.slice(0, 1).map(({ day, provider, model, consumer }) => ({
      day,
      provider,
      model,
      consumer: query.byConsumer ? consumer : undefined,
      requests: total(rates.map((row) => row.requests)),
      audio: audioOf(rates),
    })),
  );
}

function total(sums: readonly (number | string)[]): number {
  return sums.reduce<number>((all, sum) => all + Number(sum), 0);
}

type RateRow = { readonly rate_hz: number; readonly frames: number | string };

function audioOf(rows: readonly RateRow[]): RateFrames[] {
  return rows
    .map((row) => ({ rateHz: row.rate_hz, frames: Number(row.frames) }))
    .filter(({ frames }) => frames > 0);
}
