import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The providers that a key's requests may go to, and what engines said of what they spoke. */
export const providersAndFacts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("api_keys").addColumn("providers", "text").execute();
    await db.schema.alterTable("history").addColumn("facts", "text").execute();
  },
};
