import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { Kysely, sql } from "kysely";
import { systemClock } from "../../../src/clock.ts";
import { maxWaitingWrites } from "../../../src/store/limits.ts";
import { GroupCommit } from "../../../src/store/sql/group-commit.ts";
import { migrate } from "../../../src/store/sql/migrate.ts";
import { sqlStore } from "../../../src/store/sql/sql-store.ts";
import type { Tables } from "../../../src/store/sql/tables.ts";
import { NodeSqliteDialect } from "../../../src/store/sqlite/node-sqlite-dialect.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { addUser, requestOf } from "../records.ts";

async function openDatabase(
  t: TestContext,
): Promise<{ database: DatabaseSync; db: Kysely<Tables> }> {
  const database = new DatabaseSync(join(await temporaryFolder(t), "hub.sqlite"));
  t.after(() => database.close());
  const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(database, systemClock) });
  await migrate(db);
  return { database, db };
}

test("a full disk is a clear failure, for as long as it lasts", async (t) => {
  const { database, db } = await openDatabase(t);
  const runs = { current: "this", isOver: () => false };
  const store = sqlStore({ writer: db, reader: db, runs, release: () => undefined });
  const ann = await addUser(store, "ann");
  const input = "x".repeat(100_000);
  const { page_count: pages } = database.prepare("pragma page_count").get() ?? {};
  database.exec(`pragma max_page_count = ${String(pages)}`);
  const full = { code: "STORAGE_FULL" };
  await assert.rejects(store.history.begin(requestOf(ann, { id: "1", input })), full);
  // What still finds room is kept.
  await store.history.begin(requestOf(ann, { id: "2" }));
  database.exec("pragma max_page_count = 100000");
  await store.history.begin(requestOf(ann, { id: "1", input }));
  assert.equal(await store.fault(), undefined);
});

test("a database that cannot be written has a fault that says so", async (t) => {
  const { database, db } = await openDatabase(t);
  const runs = { current: "this", isOver: () => false };
  const store = sqlStore({ writer: db, reader: db, runs, release: () => undefined });
  database.exec("pragma query_only = on");
  assert.match((await store.fault()) ?? "", /cannot be written/);
  database.exec("pragma query_only = off");
  assert.equal(await store.fault(), undefined);
});

test("more waiting writes than the bound are refused, the others kept", async (t) => {
  const { db } = await openDatabase(t);
  const commits = new GroupCommit(db);
  let kept = 0;
  const write = async () => {
    kept += 1;
  };
  const waiting = Array.from({ length: maxWaitingWrites }, () => commits.run(write));
  await assert.rejects(commits.run(write), { code: "BUSY" });
  await Promise.all(waiting);
  assert.equal(kept, maxWaitingWrites);
  await commits.run(write);
});

test("writes that a deadlock undid are done again, each once and alone", async (t) => {
  const { database, db } = await openDatabase(t);
  database.exec("create table done (name text)");
  const commits = new GroupCommit(db);
  let deadlocks = 2;
  const write = (name: string): Promise<void> =>
    commits.run(async (open) => {
      await sql`insert into done values (${name})`.execute(open);
      if (name === "b" && deadlocks-- > 0) {
        throw Object.assign(new Error("deadlock detected"), { code: "40P01" });
      }
    });
  await Promise.all(["a", "b", "c"].map(write));
  const names = database.prepare("select name from done order by name").all();
  assert.deepEqual(
    names.map(({ name }) => name),
    ["a", "b", "c"],
  );
  deadlocks = Infinity;
  await assert.rejects(write("b"), { code: "40P01" });
});
