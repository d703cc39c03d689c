import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Single numbers by name: when retention last ran. */
export const marks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("marks")
      .addColumn("name", "text", (column) => column.primaryKey())
      .addColumn("value", "bigint", (column) => column.notNull())
      .execute();
  },
};
