import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** How much audio each user keeps, and may keep. */
export const keptAudio: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("kept_audio")
      .addColumn("user_id", "text", (column) => column.primaryKey())
      .addColumn("bytes", "bigint", (column) => column.notNull())
      .execute();
    await sql`insert into kept_audio (user_id, bytes)
      select user_id, sum(bytes) from history where extension is not null group by user_id`.execute(
      db,
    );
    await db.schema.alterTable("users").addColumn("stored_bytes", "double precision").execute();
  },
};
