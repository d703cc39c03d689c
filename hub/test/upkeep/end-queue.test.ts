import assert from "node:assert/strict";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { pino } from "pino";
import { dataFolder, type DataFolder } from "../../src/data-folder.ts";
import { maxLockWaitMs } from "../../src/store/limits.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { EndQueue } from "../../src/upkeep/end-queue.ts";
import { maxEndWaitMs } from "../../src/upkeep/limits.ts";
import { ManualClock } from "../manual-clock.ts";
import { addUser, completed, requestOf, user } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { until } from "../until.ts";

const ann = user("ann");
const log = pino({ level: "silent" });

type Hub = {
  readonly paths: DataFolder;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly queue: EndQueue;
  /** Another process holds the database's lock until the answer is called. */
  readonly lock: () => () => void;
};

async function openHub(t: TestContext): Promise<Hub> {
  const paths = dataFolder(await temporaryFolder(t));
  const clock = new ManualClock();
  const store = await openSqliteStore(paths.root, { clock });
  await addUser(store, "ann");
  await store.history.begin(requestOf(ann, { id: "1" }));
  const queue = new EndQueue({ history: store.history, folder: paths.ends, clock, log });
  t.after(async () => {
    await inTime(clock, queue[Symbol.asyncDispose]());
    await store.close();
  });
  const other = new DatabaseSync(paths.database);
  t.after(() => other.close());
  const lock = (): (() => void) => {
    other.exec("begin immediate");
    return () => other.exec("commit");
  };
  return { paths, store, clock, queue, lock };
}

/** Lets time pass until a promise has settled. */
async function inTime(clock: ManualClock, promise: Promise<void>): Promise<void> {
  let isOver = false;
  void promise.finally(() => {
    isOver = true;
  });
  await until("it has ended", async () => {
    await clock.advance(maxLockWaitMs / 10);
    return isOver;
  });
}

async function statusOf({ store }: Hub): Promise<string | undefined> {
  return (await store.history.get(ann.id, "1"))?.outcome.status;
}

/** The files of ends that wait. */
async function kept({ paths }: Hub): Promise<readonly string[]> {
  return await readdir(paths.ends).catch(() => []);
}

/** Lets the store give up waiting for the lock. */
async function refuse({ clock, queue }: Hub): Promise<void> {
  await until("the end waits", async () => {
    await clock.advance(maxLockWaitMs / 10);
    return queue.waiting === 1;
  });
}

test("an end that the database refuses is kept and tried until it is stored, once", async (t) => {
  const hub = await openHub(t);
  const unlock = hub.lock();
  const finished = hub.queue.finish("1", completed());
  await refuse(hub);
  await until("the end is in a file", async () => (await kept(hub)).length === 1);
  assert.equal((await stat(join(hub.paths.ends, "1.json"))).mode & 0o777, 0o600);
  unlock();
  await until("the end is stored", async () => {
    await hub.clock.advance(100);
    return (await statusOf(hub)) === "completed";
  });
  await finished;
  await until("no file is left", async () => (await kept(hub)).length === 0);
  const [usage] = await hub.store.usage.summarize({ userId: ann.id, groupBy: "day" });
  assert.equal(usage?.requests, 1);
});

test("a request waits five seconds for its end to be stored, and no longer", async (t) => {
  const hub = await openHub(t);
  const unlock = hub.lock();
  const finished = hub.queue.finish("1", completed());
  await refuse(hub);
  await until("the end is kept", async () => (await kept(hub)).length === 1);
  await hub.clock.advance(maxEndWaitMs);
  await finished;
  assert.equal(await statusOf(hub), "running");
  unlock();
});

test("the next hub stores what a dead one had kept, and removes what is none", async (t) => {
  const hub = await openHub(t);
  const unlock = hub.lock();
  void hub.queue.finish("1", completed());
  await refuse(hub);
  await until("the end is kept", async () => (await kept(hub)).length === 1);
  await inTime(hub.clock, hub.queue[Symbol.asyncDispose]());
  unlock();
  await writeFile(join(hub.paths.ends, "2.json"), "{");
  const { store, clock, paths } = hub;
  await using next = new EndQueue({ history: store.history, folder: paths.ends, clock, log });
  assert.equal(await next.recover(), 2);
  assert.equal(await statusOf(hub), "completed");
  assert.deepEqual(await readdir(paths.ends), []);
  assert.equal(await next.recover(), 0);
});

test("a second end of the same request is refused at once", async (t) => {
  const hub = await openHub(t);
  await hub.queue.finish("1", completed());
  await assert.rejects(hub.queue.finish("1", completed()), { code: "CONFLICT" });
  assert.equal(hub.queue.waiting, 0);
});
