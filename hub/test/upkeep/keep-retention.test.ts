import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { dataFolder } from "../../src/data-folder.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { KeepRetention } from "../../src/upkeep/keep-retention.ts";
import { ManualClock } from "../manual-clock.ts";
import { addUser, completed, noonMs, requestOf, user } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const dayMs = 24 * 60 * 60 * 1000;
const signal = new AbortController().signal;

type Hub = {
  readonly store: Store;
  readonly clock: ManualClock;
  /** A hub's retention of 30 days, as it begins with a process. */
  readonly begin: () => KeepRetention;
};

/** A hub with one request of just now. */
async function openHub(t: TestContext): Promise<Hub> {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  const archive = openFolderArchive({ folder: dataFolder(folder).audio });
  t.after(async () => {
    await archive.close();
    await store.close();
  });
  await addUser(store, "ann");
  await store.history.begin(requestOf(user("ann"), { id: "1" }));
  await store.history.finish("1", completed());
  const clock = new ManualClock(noonMs);
  const policy = { maxAgeMs: 30 * dayMs };
  return {
    store,
    clock,
    begin: () => new KeepRetention({ store, archive, policy, expiries: [], clock }),
  };
}

async function isThere(store: Store): Promise<boolean> {
  return (await store.history.get("user_ann", "1")) !== undefined;
}

test("a clock that is a year ahead at the start deletes nothing", async (t) => {
  const { store, clock, begin } = await openHub(t);
  clock.jump(365 * dayMs);
  await assert.rejects(begin().run(signal), {
    code: "CONFLICT",
    message: /2027-03-01.*2026-03-01/,
  });
  assert.equal(await isThere(store), true);
  clock.jump(-365 * dayMs);
  assert.equal(await begin().run(signal), 0);
});

test("neither does one that jumps while the hub runs, and what it says is not noted", async (t) => {
  const { store, clock, begin } = await openHub(t);
  const retention = begin();
  await retention.run(signal);
  clock.jump(365 * dayMs);
  for (let hour = 0; hour < 24; hour += 1) {
    await assert.rejects(retention.run(signal), { code: "CONFLICT" });
    await assert.rejects(begin().run(signal), { code: "CONFLICT" });
    await clock.advance(60 * 60 * 1000 - 1);
  }
  assert.equal(await isThere(store), true);
});

test("after a day of the same it is believed: the hub was off for long", async (t) => {
  const { store, clock, begin } = await openHub(t);
  clock.jump(365 * dayMs);
  const retention = begin();
  await assert.rejects(retention.run(signal));
  await clock.advance(dayMs);
  assert.equal(await retention.run(signal), 1);
  assert.equal(await isThere(store), false);
  assert.equal(await begin().run(signal), 0);
});

test("day by day, what is too old goes when it is due", async (t) => {
  const { store, clock, begin } = await openHub(t);
  const retention = begin();
  for (let day = 0; day <= 30; day += 1) {
    assert.equal(await retention.run(signal), 0);
    await clock.advance(dayMs);
  }
  assert.equal(await retention.run(signal), 1);
  assert.equal(await isThere(store), false);
});
