import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** When each piece of a request's text is heard. */
export const cues: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("history").addColumn("cues", "text").execute();
  },
};
