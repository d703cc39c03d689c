import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What a key calls models. */
export const keyAliases: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("api_keys").addColumn("model_aliases", "text").execute();
  },
};
