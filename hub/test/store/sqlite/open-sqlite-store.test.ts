import assert from "node:assert/strict";
import { copyFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { setTimeout as nextTimer } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { addUser, completed, noonMs, requestOf } from "../records.ts";
import { dataFolder } from "../../../src/data-folder.ts";
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { eraseRetryMs, maxWaitingSearches, threadIdleMs } from "../../../src/store/limits.ts";
import { ManualClock } from "../../manual-clock.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { storeContract } from "../store-contract.ts";

storeContract("the SQLite store", async (t) => {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  return store;
});

test("the data folder and the database are their owner's alone", async (t) => {
  const folder = join(await temporaryFolder(t), "new", "data");
  const store = await openSqliteStore(folder);
  t.after(() => store.close());
  await addUser(store, "ann");
  assert.equal(await modeOf(folder), 0o700);
  for (const name of ["hub.sqlite", "hub.sqlite-wal", "hub.sqlite-shm"]) {
    assert.equal(await modeOf(join(folder, name)), 0o600, name);
  }
});

test("two open stores see each other's writes, and neither takes the other's requests for dead", async (t) => {
  const folder = await temporaryFolder(t);
  const [hub, command] = await Promise.all([openSqliteStore(folder), openSqliteStore(folder)]);
  t.after(() => Promise.all([hub.close(), command.close()]));
  const ann = await addUser(hub, "ann");
  await hub.history.begin(requestOf(ann, { id: "1" }));
  await command.accounts.revokeKey("key_ann", noonMs);
  assert.equal((await hub.accounts.keyByHash("hash of ann"))?.key.revokedMs, noonMs);
  assert.equal(await command.history.failUnfinished(), 0);
});

test("of two hubs that begin the same request at once, one does", async (t) => {
  const folder = await temporaryFolder(t);
  const hubs = [await openSqliteStore(folder), await openSqliteStore(folder)];
  t.after(() => Promise.all(hubs.map((hub) => hub.close())));
  const ann = await addUser(hubs[0]!, "ann");
  for (let round = 0; round < 20; round += 1) {
    const once = { idempotencyKey: `key ${round}`, bodyHash: "hash" };
    const results = await Promise.all(
      hubs.map((hub, at) => hub.history.beginOnce(requestOf(ann, { id: `${round}-${at}` }), once)),
    );
    assert.deepEqual(results.map(({ at }) => at).sort(), ["new", "running"]);
  }
});

test("a search leaves the event loop to others, and finds what a list would", async (t) => {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  const ann = await addUser(store, "ann");
  for (const [id, input] of Object.entries({ a: "Good morning", b: "Good night", c: "100%" })) {
    await store.history.begin(requestOf(ann, { id, input }));
  }
  let turns = 0;
  const search = async (text: string): Promise<readonly string[]> => {
    const { entries } = await store.history.list({ userId: ann.id, limit: 9, search: text });
    return entries.map(({ request }) => request.id);
  };
  const turning = new AbortController();
  const turn = (): void => {
    turns += 1;
    if (!turning.signal.aborted) setImmediate(turn);
  };
  setImmediate(turn);
  assert.deepEqual(await search("good"), ["b", "a"]);
  assert.ok(turns > 1, "the loop went round while it searched");
  turning.abort();
  assert.deepEqual(await search("0%"), ["c"]);
  assert.deepEqual(await search("nothing"), []);
});

test("more searches than may wait are refused, and the others are answered", async (t) => {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  const ann = await addUser(store, "ann");
  const search = () => store.history.list({ userId: ann.id, limit: 9, search: "x" });
  const results = await Promise.allSettled(
    Array.from({ length: maxWaitingSearches + 1 }, () => search()),
  );
  const refused = results.filter(({ status }) => status === "rejected");
  assert.equal(refused.length, 1);
  assert.deepEqual((await search()).entries, []);
});

test("a store waits for another process's transaction without standing still", async (t) => {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  t.after(() => store.close());
  const other = new DatabaseSync(dataFolder(folder).database);
  t.after(() => other.close());
  other.exec("begin immediate");
  const added = addUser(store, "ann");
  // Two turns of the timers happen only if the thread is free while the write waits.
  await nextTimer();
  await nextTimer();
  assert.equal(await store.accounts.userByName("ann"), undefined);
  other.exec("commit");
  await added;
  assert.notEqual(await store.accounts.userByName("ann"), undefined);
});

test("a long-lived store moves its log into the database file from a thread of its own", async (t) => {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder, { longLived: true });
  t.after(() => store.close());
  await addUser(store, "ann");
  await store.checkpoint();
  // A copy of the file alone, without its log, holds only what a checkpoint has moved there.
  const copy = join(folder, "copy.sqlite");
  await copyFile(dataFolder(folder).database, copy);
  using database = new DatabaseSync(copy);
  assert.equal(database.prepare("select name from users").get()?.["name"], "ann");
});

test("a thread that has nothing to move ends, and begins anew with the next change", async (t) => {
  const folder = await temporaryFolder(t);
  const clock = new ManualClock();
  const store = await openSqliteStore(folder, { longLived: true, clock });
  t.after(() => store.close());
  const threads = watchThreads(t);
  await addUser(store, "ann");
  await store.checkpoint();
  assert.equal(threads.running(), 1);
  await clock.advance(threadIdleMs);
  await threads.ended();
  await store.checkpoint();
  assert.equal(threads.running(), 0);
  await addUser(store, "ben");
  await store.checkpoint();
  assert.equal(threads.running(), 1);
});

test("a deleted text is in no file of the database after the next checkpoint", async (t) => {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder, { longLived: true });
  t.after(() => store.close());
  const ann = await addUser(store, "ann");
  const secret = "nobody is to read this any more";
  for (let at = 0; at < 50; at += 1) {
    await store.history.begin(requestOf(ann, { id: `${at}`, input: `${secret} ${at}`.repeat(40) }));
    await store.history.finish(`${at}`, completed());
    if (at % 10 === 0) await store.checkpoint();
  }
  assert.ok((await copiesOf(folder, secret)) > 50);
  for (let at = 0; at < 50; at += 1) await store.history.remove(ann.id, `${at}`);
  await store.checkpoint();
  assert.equal(await copiesOf(folder, secret), 0);
});

test("while somebody reads for long the log is cut later, and writers do not wait for that", async (t) => {
  const folder = await temporaryFolder(t);
  const clock = new ManualClock();
  const store = await openSqliteStore(folder, { longLived: true, clock });
  t.after(() => store.close());
  const ann = await addUser(store, "ann");
  const secret = "nobody is to read this any more";
  await store.history.begin(requestOf(ann, { id: "1", input: secret }));
  await store.history.finish("1", completed());
  const reader = new DatabaseSync(dataFolder(folder).database);
  t.after(() => reader.close());
  reader.exec("begin");
  reader.prepare("select count(*) from history").get();
  await store.history.remove(ann.id, "1");
  await store.checkpoint();
  assert.ok((await copiesOf(folder, secret)) > 0);
  reader.exec("commit");
  await store.checkpoint();
  await clock.advance(eraseRetryMs);
  await store.checkpoint();
  assert.equal(await copiesOf(folder, secret), 0);
});

test("a file of a newer hub is refused", async (t) => {
  const folder = await temporaryFolder(t);
  await (await openSqliteStore(folder)).close();
  const newer = new DatabaseSync(dataFolder(folder).database);
  newer.exec("insert into kysely_migration values ('9999-later', '2030-01-01')");
  newer.close();
  await assert.rejects(openSqliteStore(folder), /cannot be brought to this version/);
});

test("a file that is no database, and a folder that is a file, are refused in a sentence", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFile(
    dataFolder(folder).database,
    "a letter to the operator, of some length".repeat(99),
  );
  await assert.rejects(openSqliteStore(folder), { code: "CONFLICT", message: /is not a database/ });
  const file = join(folder, "file");
  await writeFile(file, "");
  const unwritable = { code: "STORAGE_FULL", message: /cannot be written: a part of its path/ };
  await assert.rejects(openSqliteStore(file), unwritable);
  await assert.rejects(openSqliteStore(join(file, "data")), unwritable);
});

test("a list reads its page by an index, with and without filters", async (t) => {
  const folder = await temporaryFolder(t);
  await (await openSqliteStore(folder)).close();
  const database = new DatabaseSync(dataFolder(folder).database);
  t.after(() => database.close());
  const incomplete = "and status = 'failed' and status in ('failed', 'cancelled')";
  for (const filter of ["", "and model = ?", incomplete]) {
    const plan = database
      .prepare(
        `explain query plan select * from history where user_id = ? ${filter}
         and (created_ms, id) < (?, ?) order by created_ms desc, id desc limit 21`,
      )
      .all();
    const steps = plan.map((step) => String(step["detail"])).join("\n");
    assert.match(steps, /SEARCH history USING INDEX .*created_ms,id\)<\(\?,\?\)/);
    assert.doesNotMatch(steps, /TEMP B-TREE/);
  }
});

/** How often a text stands in the database's files. */
async function copiesOf(folder: string, text: string): Promise<number> {
  const { database, databaseSidecars } = dataFolder(folder);
  const files = [database, ...databaseSidecars].map((path) => readFile(path).catch(() => ""));
  const all = (await Promise.all(files)).map((bytes) => bytes.toString("latin1")).join();
  return all.split(text).length - 1;
}

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

/** The threads that begin from now on. */
function watchThreads(t: TestContext): { running(): number; ended(): Promise<void> } {
  const begun = new Set<Worker>();
  const onWorker = (worker: Worker): void => {
    begun.add(worker);
    worker.once("exit", () => begun.delete(worker));
  };
  process.on("worker", onWorker);
  t.after(() => process.off("worker", onWorker));
  return {
    running: () => begun.size,
    ended: async () => {
      while (begun.size > 0) await nextTimer(5);
    },
  };
}
