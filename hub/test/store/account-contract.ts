import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, keyOf, noonMs, user } from "./records.ts";
import type { OpenStore } from "./store-contract.ts";

export function accountContract(open: OpenStore): void {
  test("a user is found by id and by name, with everything it was kept with", async (t) => {
    const { accounts } = await open(t);
    const ann = { ...user("ann"), allowance: { ...allowanceOfAll, storedBytes: 5_000 } };
    assert.equal(await accounts.insertUser(ann), true);
    assert.deepEqual(await accounts.userById(ann.id), ann);
    assert.deepEqual(await accounts.userByName("ann"), ann);
    assert.equal(await accounts.userByName("bob"), undefined);
  });

  test("a name belongs to one user", async (t) => {
    const { accounts } = await open(t);
    await accounts.insertUser(user("ann"));
    await accounts.insertUser(user("bob"));
    assert.equal(await accounts.insertUser({ ...user("ann"), id: "other" }), false);
    assert.equal(await accounts.updateUser({ ...user("bob"), name: "ann" }), false);
    const names = (await accounts.listUsers()).map((found) => found.name);
    assert.deepEqual(names, ["ann", "bob"]);
  });

  test("a name that a user has had goes to nobody else, and comes back to that user", async (t) => {
    const { accounts } = await open(t);
    await accounts.insertUser(user("ann"));
    await accounts.updateUser({ ...user("ann"), name: "anna" });
    assert.equal(await accounts.insertUser({ ...user("ann"), id: "user_other" }), false);
    await accounts.insertUser(user("bob"));
    assert.equal(await accounts.updateUser({ ...user("bob"), name: "ann" }), false);
    assert.equal(await accounts.updateUser(user("ann")), true);
  });

  test("a user can be renamed, limited and disabled", async (t) => {
    const { accounts } = await open(t);
    await accounts.insertUser(user("ann"));
    const changed = {
      ...user("ann"),
      name: "anna",
      disabledMs: noonMs,
      samplesToOthers: true,
      allowance: { ...allowanceOfAll, storedBytes: 5_000 },
    };
    assert.equal(await accounts.updateUser(changed), true);
    assert.deepEqual(await accounts.userById(changed.id), changed);
  });

  test("a key is found by its hash together with its user", async (t) => {
    const { accounts } = await open(t);
    const ann = user("ann");
    const key = keyOf(ann, {
      scopes: ["consumer", "provider"],
      name: "laptop",
      routing: "own-first",
      allowance: allowanceOfAll,
      expiresMs: noonMs + 1,
    });
    await accounts.insertUser(ann);
    await accounts.insertKey(key, "hash");
    assert.deepEqual(await accounts.keyByHash("hash"), { key, user: ann });
    assert.deepEqual(await accounts.keyById(key.id), { key, user: ann });
    assert.equal(await accounts.keyByHash("other"), undefined);
  });

  test("keys are listed oldest first, of one user or of all", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await addUser(store, "bob");
    await store.accounts.insertKey(keyOf(ann, { id: "older", createdMs: noonMs - 1 }), "older");
    const ids = async (userId?: string) =>
      (await store.accounts.listKeys(userId)).map((key) => key.id);
    assert.deepEqual(await ids(), ["older", "key_ann", "key_bob"]);
    assert.deepEqual(await ids(ann.id), ["older", "key_ann"]);
  });

  test("a change to a key never undoes its revocation", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const key = keyOf(ann);
    await store.accounts.revokeKey(key.id, noonMs);
    await store.accounts.updateKey({ ...key, name: "renamed" });
    await store.accounts.revokeKey(key.id, noonMs + 1);
    const found = await store.accounts.keyById(key.id);
    assert.deepEqual(found?.key, { ...key, name: "renamed", revokedMs: noonMs });
  });

  test("a key is revoked with those got by means of it, in any generation", async (t) => {
    const { accounts } = await open(t);
    const ann = user("ann");
    await accounts.insertUser(ann);
    await accounts.insertKey(keyOf(ann), "parent");
    await accounts.insertKey(keyOf(ann, { id: "child", parentId: "key_ann" }), "child");
    await accounts.insertKey(keyOf(ann, { id: "grandchild", parentId: "child" }), "grandchild");
    await accounts.insertKey(keyOf(ann, { id: "other" }), "other");
    await accounts.updateKey(keyOf(ann, { expiresMs: noonMs + 5 }));
    assert.equal((await accounts.keyById("grandchild"))?.key.expiresMs, noonMs + 5);
    await accounts.revokeKey("key_ann", noonMs);
    const valid = (await accounts.listKeys(ann.id)).filter((key) => key.revokedMs === undefined);
    assert.deepEqual(
      valid.map(({ id }) => id),
      ["other"],
    );
  });

  test("the last use of a key is kept", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.accounts.touchKey(keyOf(ann).id, noonMs);
    assert.equal((await store.accounts.keyByHash("hash of ann"))?.key.lastUsedMs, noonMs);
  });
}

const allowanceOfAll = {
  requestsPerMinute: 60,
  concurrent: 2,
  audioSecondsPerDay: 3600.5,
  audioSecondsPerMonth: 36_000,
};
