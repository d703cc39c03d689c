import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Public links to single clips, which go with their history entry; and a row to try writing with. */
export const sharesAndProbe: Migration = {
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
    await db.schema
      .createTable("probe")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("writes", "bigint", (column) => column.notNull())
      .execute();
  },
};
