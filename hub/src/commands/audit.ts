import { safeJson, type SafeText } from "@club/shared/terminal/safe-text.ts";
import { type Column, table } from "@club/shared/terminal/table.ts";
import type { Command } from "commander";
import type { AuditEntry } from "../accounts/audit.ts";
import { auditBody } from "../http/audit.ts";
import { parsePositive } from "./allowance-options.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import { shortTime } from "./short-time.ts";
import type { Terminal } from "./terminal.ts";
import { withStore } from "./with-store.ts";

type AuditOptions = { readonly data: string; readonly last: number; readonly json?: true };

/** Adds `audit` to the program: who made, changed and revoked keys, users and shares. */
export function addAuditCommand(program: Command, terminal: Terminal): void {
  program
    .command("audit")
    .description("show who made, changed and revoked users, keys and shared links")
    .option("--last <n>", "how many lines, newest first", parsePositive, 100)
    .addOption(dataFolderOption())
    .option("--json", "print a JSON array")
    .addHelpText("after", "\nExample:\n  $ club-hub audit --last 20\n")
    .action(async ({ data, last, json }: AuditOptions) => {
      const limit = Math.ceil(last);
      const entries = await withStore(data, (store) => store.audit.list({ limit }));
      terminal.out(json ? safeJson(entries.map(auditBody)) : auditTable(entries, terminal));
    });
}

function auditTable(entries: readonly AuditEntry[], { columns }: Terminal): SafeText {
  const rows = entries.map((entry) => [
    shortTime(entry.atMs),
    entry.actor,
    entry.actorKeyId ?? "-",
    entry.action,
    entry.subject,
    JSON.stringify(entry.detail),
  ]);
  return table(auditColumns, rows, columns);
}

const auditColumns: readonly Column[] = [
  { head: "TIME" },
  { head: "WHO", leastWidth: 12 },
  { head: "BY KEY", rank: 1 },
  { head: "ACTION" },
  { head: "SUBJECT", leastWidth: 12 },
  { head: "DETAIL", leastWidth: 16, rank: 2 },
];
