import { safeJson, SafeText, visible } from "@club/shared/terminal/safe-text.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { UsageRecord } from "../store/usage-store.ts";
import { csv } from "./csv.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import type { Terminal } from "./terminal.ts";
import { usageTable } from "./usage-table.ts";
import { accountsOf, withStore } from "./with-store.ts";

type UsageOptions = {
  readonly data: string;
  readonly user?: string;
  readonly from?: string;
  readonly to?: string;
  readonly csv?: true;
  readonly json?: true;
};

/** Adds `usage` to the program: what everyone was given, for bills and spreadsheets. */
export function addUsageCommand(program: Command, terminal: Terminal): void {
  program
    .command("usage")
    .description("show what was spoken, by day, user, key and model")
    .option("--user <name>", "only this user's")
    .option("--from <day>", "the first day (UTC), as 2026-03-01", parseDay)
    .option("--to <day>", "the last day", parseDay)
    .addOption(dataFolderOption())
    .option("--csv", "print CSV")
    .option("--json", "print a JSON array")
    .addHelpText("after", "\nExample:\n  $ club-hub usage --from 2026-03-01 --csv > march.csv\n")
    .action(async (options: UsageOptions) => {
      if (options.csv && options.json) {
        throw new Failure("INVALID_REQUEST", "Give --csv or --json, not both.");
      }
      const { from: fromDay, to: toDay } = options;
      const { records, keys } = await withStore(options.data, async (store) => {
        const { user } = options;
        const accounts = accountsOf(store);
        const userId = user === undefined ? user : (await accounts.getUser(user)).id;
        return {
          records: await store.usage.listRows({ userId, fromDay, toDay }),
          keys: await accounts.listKeys(),
        };
      });
      if (options.csv || options.json) terminal.out(rawText(records, options));
      else terminal.out(usageTable(records, keys, terminal.columns));
    });
}

const columns = ["day", "user", "key", "model", "rate_hz", "requests", "characters", "frames"];
const header = [...columns, "audio_seconds"];

/** For programs: exact, and by ids that do not change. */
function rawText(records: readonly UsageRecord[], options: UsageOptions): SafeText {
  const rows = records.map(cells);
  if (options.csv) return SafeText.trusted(csv([header, ...rows.map(visibleCells)]));
  return safeJson(rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at]]))));
}

function visibleCells(row: readonly (string | number)[]): readonly (string | number)[] {
  return row.map((cell) => (typeof cell === "string" ? visible(cell) : cell));
}

/** The row that counts requests without audio has the rate 0. */
function cells(record: UsageRecord): (string | number)[] {
  const { day, user, keyId, model, rateHz, requests, characters, frames } = record;
  const seconds = rateHz === 0 ? 0 : frames / rateHz;
  return [day, user, keyId, model, rateHz, requests, characters, frames, seconds];
}

function parseDay(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("It is a day such as 2026-03-01.");
}
