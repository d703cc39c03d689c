import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { Archive } from "../../src/archive/archive.ts";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import type { RetentionPolicy } from "../../src/upkeep/retention.ts";
import { applyRetention } from "../../src/upkeep/retention.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { addUser, completed, noonMs, requestOf } from "../store/records.ts";

/** Ann and Bob with three finished clips of 100 bytes each, one a second, and a request that runs. */
async function storeAndArchive(t: TestContext): Promise<{ store: Store; archive: Archive }> {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  t.after(() => store.close());
  const archive = openFolderArchive({ folder: join(folder, "audio") });
  t.after(() => archive.close());
  for (const name of ["ann", "bob"]) {
    const user = await addUser(store, name);
    for (const at of [0, 1, 2]) {
      const id = `${name}-${at}`;
      const recording = await archive.create({ id, extension: "wav" });
      await recording.write(Buffer.alloc(100));
      await recording.finish();
      await store.history.begin(requestOf(user, { id, createdMs: noonMs + at * 1000 }));
      await store.history.finish(id, completed({ bytes: 100 }));
    }
    await store.history.begin(requestOf(user, { id: `${name}-running`, createdMs: noonMs }));
  }
  return { store, archive };
}

async function leftOf(
  { store, archive }: { store: Store; archive: Archive },
  policy: RetentionPolicy,
): Promise<string[]> {
  const options = { store, archive, policy, expiries: [], nowMs: noonMs + 2000 };
  const removed = await applyRetention(options, AbortSignal.timeout(10_000));
  const { entries } = await store.history.list({ userId: "user_ann", limit: 9 });
  const left = entries.map(({ request }) => request.id);
  assert.equal(removed, 2 * (4 - left.length));
  for (const id of ["ann-0", "ann-1", "ann-2"]) {
    const clip = await archive.open({ id, extension: "wav" });
    assert.equal(clip !== undefined, left.includes(id), id);
  }
  return left;
}

test("without limits everything stays", async (t) => {
  const left = await leftOf(await storeAndArchive(t), {});
  assert.deepEqual(left, ["ann-2", "ann-1", "ann-running", "ann-0"]);
});

test("what is older than the limit goes with its audio, but not what runs", async (t) => {
  const left = await leftOf(await storeAndArchive(t), { maxAgeMs: 1000 });
  assert.deepEqual(left, ["ann-2", "ann-1", "ann-running"]);
});

test("of each user the newest audio within the limit stays", async (t) => {
  const left = await leftOf(await storeAndArchive(t), { maxBytesPerUser: 200 });
  assert.deepEqual(left, ["ann-2", "ann-1", "ann-running"]);
});

test("both limits hold at once, and usage stays", async (t) => {
  const both = await storeAndArchive(t);
  const policy = { maxAgeMs: 1500, maxBytesPerUser: 100 };
  assert.deepEqual(await leftOf(both, policy), ["ann-2", "ann-running"]);
  const [usage] = await both.store.usage.summarize({ userId: "user_ann", groupBy: "model" });
  assert.equal(usage?.requests, 3);
});
