import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Who changed what of accounts; and every name that a user ever had, so that no other takes it. */
export const auditAndNames: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("audit")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("at_ms", "bigint", (column) => column.notNull())
      .addColumn("actor", "text", (column) => column.notNull())
      .addColumn("actor_key_id", "text")
      .addColumn("action", "text", (column) => column.notNull())
      .addColumn("subject", "text", (column) => column.notNull())
      .addColumn("detail", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("user_names")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("user_id", "text", (column) => column.notNull())
      .execute();
    await sql`insert into user_names (name, user_id) select name, id from users`.execute(db);
  },
};
