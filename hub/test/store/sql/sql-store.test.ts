import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { after, before } from "node:test";
import { migrate } from "../../../src/store/sql/migrate.ts";
import { sqlStore } from "../../../src/store/sql/sql-store.ts";
import type { Tables } from "../../../src/store/sql/tables.ts";
import { storeContract } from "../store-contract.ts";

// PostgreSQL itself, compiled to run in this process: the store's SQL must suit it as well.
const postgres = new PGlite();
const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: postgres }) });

before(() => migrate(db));
after(() => db.destroy());

storeContract("the store's SQL on PostgreSQL", async () => {
  for (const table of [
    "voice_samples",
    "voice_files",
    "shares",
    "idempotency",
    "history",
    "api_keys",
    "users",
    "usage",
    "provider_usage",
    "browser_sessions",
    "device_codes",
    "marks",
    "kept_audio",
    "audit",
    "user_names",
  ]) {
    await db.deleteFrom(table as keyof Tables).execute();
  }
  const runs = { current: "this", isOver: (run: string) => run !== "this" };
  return sqlStore({ writer: db, reader: db, runs, release: () => undefined });
});
