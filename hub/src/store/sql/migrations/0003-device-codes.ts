import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Agents that wait to be confirmed. */
export const deviceCodes: Migration = {
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable("device_codes")
      .addColumn("device_hash", "text", (column) => column.primaryKey())
      .addColumn("user_code", "text", (column) => column.notNull().unique())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("created_ms", "bigint", (column) => column.notNull())
      .addColumn("expires_ms", "bigint", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("approved_for", "text")
      .execute();
  },
};
