import type { Command } from "commander";
import type { AuditEntry } from "../accounts/audit.ts";
import { parsePositive } from "./allowance-options.ts";
import { dataFolderOption } from "./data-folder-option.ts";
import { shortTime, table } from "./table.ts";
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
      terminal.out(json ? `${JSON.stringify(entries.map(body))}\n` : auditTable(entries));
    });
}

function body(entry: AuditEntry): Readonly<Record<string, unknown>> {
  const { id, atMs, actor, actorKeyId, action, subject, detail } = entry;
  const time = Math.floor(atMs / 1000);
  return { id, time, actor, actor_key: actorKeyId ?? null, action, subject, detail };
}

function auditTable(entries: readonly AuditEntry[]): string {
  return table(
    ["TIME", "WHO", "BY KEY", "ACTION", "SUBJECT", "DETAIL"],
    entries.map((entry) => [
      shortTime(entry.atMs),
      entry.actor,
      entry.actorKeyId ?? "-",
      entry.action,
      entry.subject,
      JSON.stringify(entry.detail),
    ]),
  );
}
