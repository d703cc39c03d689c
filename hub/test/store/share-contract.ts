import assert from "node:assert/strict";
import { test } from "node:test";
import type { Share } from "../../src/store/share-store.ts";
import { addUser, completed, noonMs, requestOf } from "./records.ts";
import type { OpenStore } from "./store-contract.ts";

export function shareContract(open: OpenStore): void {
  test("an entry has one link, which can be renewed and ended by its owner", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.begin(requestOf(ann, { id: "1" }));
    const share = shareOf(ann.id, "1", "first");
    await store.shares.put(share);
    assert.deepEqual(await store.shares.find("first", noonMs), share);
    await store.shares.put({ ...share, secretHash: "second" });
    assert.equal(await store.shares.find("first", noonMs), undefined);
    assert.equal(await store.shares.remove("user_bob", "1"), false);
    assert.notEqual(await store.shares.find("second", noonMs), undefined);
    assert.equal(await store.shares.remove(ann.id, "1"), true);
    assert.equal(await store.shares.remove(ann.id, "1"), false);
    assert.equal(await store.shares.find("second", noonMs), undefined);
  });

  test("no link of a disabled user leads anywhere, and all of a user's can be ended", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    for (const entryId of ["1", "2"]) {
      await store.history.begin(requestOf(ann, { id: entryId }));
      const share = shareOf(ann.id, entryId, `link ${entryId}`);
      await store.shares.put(share);
    }
    await store.accounts.updateUser({ ...ann, disabledMs: noonMs });
    assert.equal(await store.shares.find("link 1", noonMs), undefined);
    await store.accounts.updateUser(ann);
    assert.notEqual(await store.shares.find("link 1", noonMs), undefined);
    assert.equal(await store.shares.removeAll(ann.id), 2);
    assert.equal(await store.shares.find("link 1", noonMs), undefined);
    assert.equal(await store.shares.removeAll(ann.id), 0);
  });

  test("a link ends with its entry", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.begin(requestOf(ann, { id: "1" }));
    await store.history.finish("1", completed());
    const share = shareOf(ann.id, "1", "link");
    await store.shares.put(share);
    await store.history.remove(ann.id, "1");
    assert.equal(await store.shares.find("link", noonMs), undefined);
  });

  test("a link that has expired leads nowhere, is not listed, and goes with the next one", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    for (const entryId of ["1", "2"]) await store.history.begin(requestOf(ann, { id: entryId }));
    const brief = { ...shareOf(ann.id, "1", "brief"), expiresMs: noonMs + 10, withText: true };
    await store.shares.put(brief);
    assert.deepEqual(await store.shares.find("brief", noonMs + 9), brief);
    assert.equal(await store.shares.find("brief", noonMs + 10), undefined);
    const [listed] = await store.shares.list(ann.id, noonMs + 9);
    assert.deepEqual(listed?.share, brief);
    assert.equal(listed.entry.request.id, "1");
    assert.deepEqual(await store.shares.list(ann.id, noonMs + 10), []);
    await store.shares.put({ ...shareOf(ann.id, "2", "next"), createdMs: noonMs + 10 });
    assert.equal(await store.shares.removeAll(ann.id), 1);
  });
}

function shareOf(userId: string, entryId: string, secretHash: string): Share {
  const times = { createdMs: noonMs, expiresMs: undefined };
  return { entryId, userId, secretHash, ...times, withText: false };
}
