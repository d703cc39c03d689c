import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { systemClock } from "../../../src/clock.ts";
import { builtOnce } from "../../../src/store/sql/built-once.ts";
import { migrate } from "../../../src/store/sql/migrate.ts";
import type { Tables } from "../../../src/store/sql/tables.ts";
import { NodeSqliteDialect } from "../../../src/store/sqlite/node-sqlite-dialect.ts";

test("a statement serves databases of two dialects in one process", async (t) => {
  const file = new DatabaseSync(":memory:");
  t.after(() => file.close());
  const sqlite = new Kysely<Tables>({ dialect: new NodeSqliteDialect(file, systemClock) });
  const postgres = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: new PGlite() }) });
  t.after(() => postgres.destroy());
  const add = builtOnce((db, row: { readonly name: string; readonly value: number }) =>
    db.insertInto("marks").values(row).returning("value"),
  );
  for (const db of [sqlite, postgres]) {
    await migrate(db);
    for (const value of [1, 2]) {
      const [row] = await add(db, { name: `mark ${value}`, value });
      assert.equal(row?.value, value);
    }
  }
});
