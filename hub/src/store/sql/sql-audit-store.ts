import type { AuditAction, AuditEntry, AuditStore } from "../../accounts/audit.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { AuditRow, Database, Write } from "./tables.ts";

/** The audit log in SQL: lines are added, and nothing else. */
export function sqlAuditStore(db: Database, commits: GroupCommit): AuditStore {
  return {
    append: (entry) => commits.run((write) => appendAudit(write, entry)),
    list: async ({ limit, before }) => {
      const all = db.selectFrom("audit").selectAll().orderBy("id", "desc").limit(limit);
      const rows = await (before === undefined ? all : all.where("id", "<", before)).execute();
      return rows.map(entryOf);
    },
  };
}

/** Adds a line in the transaction of what it tells; undefined: nothing is to be told. */
export async function appendAudit(write: Write, entry: AuditEntry | undefined): Promise<void> {
  if (entry !== undefined) await write.insertInto("audit").values(rowOf(entry)).execute();
}

function rowOf(entry: AuditEntry): AuditRow {
  return {
    id: entry.id,
    at_ms: entry.atMs,
    actor: entry.actor,
    actor_key_id: entry.actorKeyId ?? null,
    action: entry.action,
    subject: entry.subject,
    detail: JSON.stringify(entry.detail),
  };
}

function entryOf(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    atMs: row.at_ms,
    actor: row.actor,
    actorKeyId: row.actor_key_id ?? undefined,
    action: row.action as AuditAction,
    subject: row.subject,
    detail: JSON.parse(row.detail) as AuditEntry["detail"],
  };
}
