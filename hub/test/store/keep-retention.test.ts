import assert from "node:assert/strict";
import { test } from "node:test";
import { keepRetention } from "../../src/store/keep-retention.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { addUser, completed, noonMs, requestOf } from "./records.ts";

test("retention begins at once, tells what went, and ends with its signal", async (t) => {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  t.after(() => store.close());
  const archive = openFolderArchive({ folder: `${folder}/audio` });
  t.after(() => archive.close());
  const ann = await addUser(store, "ann");
  await store.history.begin(requestOf(ann, { id: "1" }));
  await store.history.finish("1", completed());
  const end = new AbortController();
  const { promise: removed, resolve, reject } = Promise.withResolvers<number>();
  const options = { store, archive, policy: { maxAgeMs: 1 }, now: () => noonMs + 2 };
  const kept = keepRetention({ ...options, onRemoved: resolve, onFault: reject }, end.signal);
  assert.equal(await removed, 1);
  end.abort();
  await kept;
});
