import type { SafeText } from "@club/shared/terminal/safe-text.ts";
import { table } from "@club/shared/terminal/table.ts";
import type { Key } from "../accounts/key.ts";
import type { UsageRecord } from "../store/usage-store.ts";
import { durationWords } from "./duration-words.ts";

type Sums = { readonly requests: number; readonly characters: number; readonly seconds: number };

/** Usage for people: keys by their names, audio as a duration, and the sum of it all below. */
export function usageTable(
  records: readonly UsageRecord[],
  keys: readonly Key[],
  width: number | undefined,
): SafeText {
  const names = new Map(keys.map(({ id, name }) => [id, name === "" ? id : name]));
  const groups = Map.groupBy(records, ({ day, user, keyId, model }) =>
    JSON.stringify([day, user, keyId, model]),
  );
  const rows = [...groups.values()].flatMap((same) =>
    same.slice(0, 1).map(({ day, user, keyId, model }) => {
      return [day, user, names.get(keyId) ?? keyId, model, ...figures(sumOf(same))];
    }),
  );
  const total = rows.length < 2 ? [] : [["Total", "", "", "", ...figures(sumOf(records))]];
  return table(columns, [...rows, ...total], width);
}

function sumOf(records: readonly UsageRecord[]): Sums {
  return {
    requests: records.reduce((sum, one) => sum + one.requests, 0),
    characters: records.reduce((sum, one) => sum + one.characters, 0),
    // The row that counts requests without audio has the rate 0.
    seconds: records.reduce((sum, { rateHz, frames }) => sum + frames / Math.max(1, rateHz), 0),
  };
}

function figures({ requests, characters, seconds }: Sums): readonly string[] {
  return [requests.toLocaleString("en"), characters.toLocaleString("en"), durationWords(seconds)];
}

const columns = [
  { head: "DAY" },
  { head: "USER", leastWidth: 8 },
  { head: "KEY", leastWidth: 8, rank: 2 },
  { head: "MODEL", leastWidth: 10, rank: 3 },
  { head: "REQUESTS", align: "right" },
  { head: "CHARACTERS", align: "right", rank: 1 },
  { head: "AUDIO", align: "right" },
] as const;
