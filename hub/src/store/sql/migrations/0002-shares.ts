import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Public links to single clips; they go with their history entry. */
export const shares: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("shares")
      .addColumn("entry_id", "text", (column) =>
        column.primaryKey().references("history.id").onDelete("cascade"),
      )
      .addColumn("user_id", "text", (column) => column.notNull())
      .addColumn("secret_hash", "text", (column) => column.notNull().unique())
      .addColumn("created_ms", "bigint", (column) => column.notNull())
      .execute();
  },
};
