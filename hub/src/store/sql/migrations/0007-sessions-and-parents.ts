import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Browsers that are signed in; keys that were got by means of another; who asked for a device code. */
export const sessionsAndParents: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("browser_sessions")
      .addColumn("token_hash", "text", (column) => column.primaryKey())
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("key_id", "text", (column) => column.notNull())
      .addColumn("until_ms", "bigint", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("browser_sessions_by_key")
      .on("browser_sessions")
      .columns(["key_id", "id"])
      .execute();
    await db.schema.alterTable("api_keys").addColumn("parent_id", "text").execute();
    await db.schema.createIndex("api_keys_by_parent").on("api_keys").column("parent_id").execute();
    await db.schema.alterTable("device_codes").addColumn("address", "text").execute();
    await db.schema.alterTable("device_codes").addColumn("approved_by", "text").execute();
  },
};
