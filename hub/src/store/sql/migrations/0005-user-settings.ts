import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What users have decided for themselves. */
export const userSettings: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("users")
      .addColumn("samples_to_others", "integer", (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
