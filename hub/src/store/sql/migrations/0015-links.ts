import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** When a public link ends by itself, and whether its page shows the text. */
export const links: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("shares").addColumn("expires_ms", "bigint").execute();
    await db.schema
      .alterTable("shares")
      .addColumn("with_text", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.createIndex("shares_by_user").on("shares").column("user_id").execute();
  },
};
