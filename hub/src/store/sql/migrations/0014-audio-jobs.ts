import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Long texts that are spoken in segments: the jobs, their chapters, and each segment with what was measured. */
export const audioJobs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("audio_jobs")
      .addColumn("id", "text", (column) => column.primaryKey())
      .addColumn("user_id", "text", (column) => column.notNull())
      .addColumn("key_id", "text", (column) => column.notNull())
      .addColumn("created_ms", "bigint", (column) => column.notNull())
      .addColumn("ended_ms", "bigint")
      .addColumn("status", "text", (column) => column.notNull())
      .addColumn("model", "text", (column) => column.notNull())
      .addColumn("voice", "text")
      .addColumn("language", "text")
      .addColumn("instructions", "text")
      .addColumn("parameters", "text", (column) => column.notNull())
      .addColumn("providers", "text")
      .addColumn("format", "text", (column) => column.notNull())
      .addColumn("title", "text")
      .addColumn("characters", "integer", (column) => column.notNull())
      .addColumn("error_type", "text")
      .addColumn("error_message", "text")
      .addColumn("webhook_url", "text")
      .addColumn("webhook_secret", "text")
      .addColumn("webhook_tries", "integer", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("audio_jobs_by_user")
      .on("audio_jobs")
      .columns(["user_id", "created_ms", "id"])
      .execute();
    await db.schema
      .createTable("audio_job_chapters")
      .addColumn("job_id", "text", (column) => column.notNull())
      .addColumn("number", "integer", (column) => column.notNull())
      .addColumn("title", "text", (column) => column.notNull())
      .addPrimaryKeyConstraint("audio_job_chapters_key", ["job_id", "number"])
      .execute();
    await db.schema
      .createTable("audio_job_segments")
      .addColumn("job_id", "text", (column) => column.notNull())
      .addColumn("number", "integer", (column) => column.notNull())
      .addColumn("chapter", "integer", (column) => column.notNull())
      .addColumn("text", "text", (column) => column.notNull())
      .addColumn("ends_paragraph", "integer", (column) => column.notNull())
      .addColumn("state", "text", (column) => column.notNull())
      .addColumn("take", "integer", (column) => column.notNull())
      .addColumn("provider", "text")
      .addColumn("frames", "integer")
      .addColumn("rate_hz", "integer")
      .addColumn("figures", "text")
      .addColumn("faults", "text")
      .addPrimaryKeyConstraint("audio_job_segments_key", ["job_id", "number"])
      .execute();
  },
};
