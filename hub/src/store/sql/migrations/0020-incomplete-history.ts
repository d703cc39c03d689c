import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Nearly every request completes: an index of the few others costs those nothing at begin and end. */
export const incompleteHistory: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.dropIndex("history_by_user_id_status_created_ms_id").execute();
    await db.schema
      .createIndex("history_incomplete")
      .on("history")
      .columns(["user_id", "status", "created_ms", "id"])
      .where(sql<boolean>`status in ('failed', 'cancelled')`)
      .execute();
  },
};
