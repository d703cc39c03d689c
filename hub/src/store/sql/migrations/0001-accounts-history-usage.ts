import type { CreateTableBuilder, Kysely } from "kysely";
import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** The first schema. A migration that has been released is never edited: the next one changes it. */
export const accountsHistoryUsage: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createAccounts(db);
    await createHistory(db);
    await createUsage(db);
  },
};

async function createAccounts(db: Kysely<unknown>): Promise<void> {
  await withAllowance(db.schema.createTable("users"))
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("name", "text", (column) => column.notNull().unique())
    .addColumn("created_ms", "bigint", (column) => column.notNull())
    .addColumn("disabled_ms", "bigint")
    .execute();
  await withAllowance(db.schema.createTable("api_keys"))
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("secret_hash", "text", (column) => column.notNull().unique())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("routing", "text", (column) => column.notNull())
    .addColumn("created_ms", "bigint", (column) => column.notNull())
    .addColumn("expires_ms", "bigint")
    .addColumn("last_used_ms", "bigint")
    .addColumn("revoked_ms", "bigint")
    .execute();
  await index(db, "api_keys", ["user_id", "created_ms", "id"]);
}

function withAllowance<Table extends string>(
  table: CreateTableBuilder<Table>,
): CreateTableBuilder<Table> {
  return table
    .addColumn("requests_per_minute", "integer")
    .addColumn("concurrent", "integer")
    .addColumn("audio_seconds_per_day", "double precision")
    .addColumn("audio_seconds_per_month", "double precision");
}

async function createHistory(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("history")
    .addColumn("id", "text", (column) => column.primaryKey())
    .addColumn("request_id", "text", (column) => column.notNull())
    .addColumn("run_id", "text", (column) => column.notNull())
    .addColumn("created_ms", "bigint", (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("key_id", "text", (column) => column.notNull().references("api_keys.id"))
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("voice", "text")
    .addColumn("language", "text")
    .addColumn("format", "text", (column) => column.notNull())
    .addColumn("input", "text", (column) => column.notNull())
    .addColumn("characters", "bigint", (column) => column.notNull())
    .addColumn("parameters", "text", (column) => column.notNull())
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("provider", "text")
    .addColumn("spoken_voice", "text")
    .addColumn("rate_hz", "integer")
    .addColumn("channels", "integer")
    .addColumn("frames", "bigint")
    .addColumn("bytes", "bigint", (column) => column.notNull())
    .addColumn("first_audio_ms", "double precision")
    .addColumn("total_ms", "double precision")
    .addColumn("recovered", "integer", (column) => column.notNull())
    .addColumn("parts", "text", (column) => column.notNull())
    .addColumn("error_type", "text")
    .addColumn("error_message", "text")
    .addColumn("detail", "text")
    .addColumn("extension", "text")
    .execute();
  await index(db, "history", ["user_id", "created_ms", "id"]);
  await index(db, "history", ["user_id", "model", "created_ms", "id"]);
  await index(db, "history", ["user_id", "status", "created_ms", "id"]);
  await db.schema
    .createIndex("history_running")
    .on("history")
    .column("run_id")
    .where(sql.ref("status"), "=", sql.lit("running"))
    .execute();
}

async function createUsage(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("usage")
    .addColumn("user_id", "text", (column) => column.notNull())
    .addColumn("day", "text", (column) => column.notNull())
    .addColumn("key_id", "text", (column) => column.notNull())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("rate_hz", "integer", (column) => column.notNull())
    .addColumn("requests", "bigint", (column) => column.notNull())
    .addColumn("characters", "bigint", (column) => column.notNull())
    .addColumn("frames", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("usage_key", ["user_id", "day", "key_id", "model", "rate_hz"])
    .execute();
  await index(db, "usage", ["key_id", "day"]);
  await db.schema
    .createTable("provider_usage")
    .addColumn("owner_id", "text", (column) => column.notNull())
    .addColumn("day", "text", (column) => column.notNull())
    .addColumn("provider", "text", (column) => column.notNull())
    .addColumn("consumer_id", "text", (column) => column.notNull())
    .addColumn("model", "text", (column) => column.notNull())
    .addColumn("rate_hz", "integer", (column) => column.notNull())
    .addColumn("requests", "bigint", (column) => column.notNull())
    .addColumn("frames", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("provider_usage_key", [
      "owner_id",
      "day",
      "provider",
      "consumer_id",
      "model",
      "rate_hz",
    ])
    .execute();
  await db.schema
    .createTable("idempotency")
    .addColumn("key_id", "text", (column) => column.notNull())
    .addColumn("idempotency_key", "text", (column) => column.notNull())
    .addColumn("body_hash", "text", (column) => column.notNull())
    .addColumn("entry_id", "text", (column) => column.notNull())
    .addColumn("created_ms", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("idempotency_key_once", ["key_id", "idempotency_key"])
    .execute();
  await index(db, "idempotency", ["created_ms"]);
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  const name = [table, "by", ...columns].join("_");
  await db.schema.createIndex(name).on(table).columns(columns).execute();
}
