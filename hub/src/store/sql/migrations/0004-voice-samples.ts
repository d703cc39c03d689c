import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Voice libraries; and the files of samples, which outlive their rows until they are removed. */
export const voiceSamples: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("voice_files")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("extension", "text", (column) => column.notNull())
      .addColumn("run_id", "text", (column) => column.notNull())
      .execute();
    await db.schema
      .createTable("voice_samples")
      .addColumn("id", "text", (column) => column.primaryKey().references("voice_files.id"))
      .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
      .addColumn("created_ms", "bigint", (column) => column.notNull())
      .addColumn("speaker_name", "text", (column) => column.notNull())
      .addColumn("label", "text", (column) => column.notNull())
      .addColumn("transcript", "text", (column) => column.notNull())
      .addColumn("language", "text")
      .addColumn("is_default", "integer", (column) => column.notNull())
      .addColumn("frames", "bigint", (column) => column.notNull())
      .addColumn("bytes", "bigint", (column) => column.notNull())
      .addColumn("extension", "text", (column) => column.notNull())
      .addColumn("consented_ms", "bigint", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("voice_samples_by_user")
      .on("voice_samples")
      .columns(["user_id", "created_ms", "id"])
      .execute();
    await db.schema
      .createIndex("voice_samples_one_default")
      .unique()
      .on("voice_samples")
      .columns(["user_id", "speaker_name"])
      .where(sql.ref("is_default"), "=", sql.lit(1))
      .execute();
  },
};
