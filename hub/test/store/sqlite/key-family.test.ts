import assert from "node:assert/strict";
import { test } from "node:test";
import { openSqliteStore } from "../../../src/store/sqlite/open-sqlite-store.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { keyOf, noonMs, user } from "../records.ts";

/** More than a statement of SQLite takes parameters. */
const descendants = 33_000;

test("a key is revoked with those got by means of it, however many they are", async (t) => {
  const store = await openSqliteStore(await temporaryFolder(t));
  t.after(() => store.close());
  const { accounts } = store;
  const ann = user("ann");
  await accounts.insertUser(ann);
  await accounts.insertKey(keyOf(ann), "parent");
  for (let at = 0; at < descendants; at += 500) {
    const ids = Array.from({ length: 500 }, (_, of) => `key_${at + of}`);
    await Promise.all(
      ids.map((id) => accounts.insertKey(keyOf(ann, { id, parentId: "key_ann" }), `of ${id}`)),
    );
  }
  await accounts.revokeKey("key_ann", noonMs);
  const keys = await accounts.listKeys(ann.id);
  assert.equal(keys.length, descendants + 1);
  assert.ok(keys.every(({ revokedMs }) => revokedMs === noonMs));
});
