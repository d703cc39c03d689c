import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Single-use codes that give a machine, a member or the owner a key. */
export const invitations: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("invitations")
      .addColumn("code_hash", "text", (column) => column.primaryKey())
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("created_ms", "bigint", (column) => column.notNull())
      .addColumn("expires_ms", "bigint", (column) => column.notNull())
      .addColumn("made_by", "text", (column) => column.notNull())
      .addColumn("key_id", "text")
      .addColumn("used_ms", "bigint")
      .addColumn("used_as", "text")
      .execute();
  },
};
