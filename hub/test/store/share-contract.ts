import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, completed, noonMs, requestOf } from "./records.ts";
import type { OpenStore } from "./store-contract.ts";

export function shareContract(open: OpenStore): void {
  test("an entry has one link, which can be renewed and ended by its owner", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.begin(requestOf(ann, { id: "1" }));
    const share = { entryId: "1", userId: ann.id, secretHash: "first", createdMs: noonMs };
    await store.shares.put(share);
    assert.deepEqual(await store.shares.find("first"), share);
    await store.shares.put({ ...share, secretHash: "second" });
    assert.equal(await store.shares.find("first"), undefined);
    assert.equal(await store.shares.remove("user_bob", "1"), false);
    assert.notEqual(await store.shares.find("second"), undefined);
    assert.equal(await store.shares.remove(ann.id, "1"), true);
    assert.equal(await store.shares.remove(ann.id, "1"), false);
    assert.equal(await store.shares.find("second"), undefined);
  });

  test("no link of a disabled user leads anywhere, and all of a user's can be ended", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    for (const entryId of ["1", "2"]) {
      await store.history.begin(requestOf(ann, { id: entryId }));
      const share = { entryId, userId: ann.id, secretHash: `link ${entryId}`, createdMs: noonMs };
      await store.shares.put(share);
    }
    await store.accounts.updateUser({ ...ann, disabledMs: noonMs });
    assert.equal(await store.shares.find("link 1"), undefined);
    await store.accounts.updateUser(ann);
    assert.notEqual(await store.shares.find("link 1"), undefined);
    assert.equal(await store.shares.removeAll(ann.id), 2);
    assert.equal(await store.shares.find("link 1"), undefined);
    assert.equal(await store.shares.removeAll(ann.id), 0);
  });

  test("a link ends with its entry", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.begin(requestOf(ann, { id: "1" }));
    await store.history.finish("1", completed());
    const share = { entryId: "1", userId: ann.id, secretHash: "link", createdMs: noonMs };
    await store.shares.put(share);
    await store.history.remove(ann.id, "1");
    assert.equal(await store.shares.find("link"), undefined);
  });
}
