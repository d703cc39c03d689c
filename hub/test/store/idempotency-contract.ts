import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, completed, noonMs, requestOf } from "./records.ts";
import type { OpenStore } from "./store-contract.ts";

const once = { idempotencyKey: "once", bodyHash: "body" };
const dayMs = 24 * 60 * 60 * 1000;

export function idempotencyContract(open: OpenStore): void {
  test("the same request is new once, then joined while it runs, then answered again", async (t) => {
    const { history, ...store } = await open(t);
    const ann = await addUser({ history, ...store }, "ann");
    const again = requestOf(ann, { id: "2" });
    assert.deepEqual(await history.beginOnce(requestOf(ann, { id: "1" }), once), { at: "new" });
    assert.deepEqual(await history.beginOnce(again, once), { at: "running", id: "1" });
    await history.finish("1", completed());
    assert.deepEqual(await history.beginOnce(again, once), { at: "completed", id: "1" });
    assert.equal(await history.get(ann.id, "2"), undefined);
  });

  test("of a hundred at once one is new, and the others join it", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const beginnings = await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        store.history.beginOnce(requestOf(ann, { id: `r${at}` }), once),
      ),
    );
    assert.deepEqual(beginnings[0], { at: "new" });
    assert.deepEqual(
      new Set(beginnings.slice(1).map((beginning) => JSON.stringify(beginning))),
      new Set([JSON.stringify({ at: "running", id: "r0" })]),
    );
  });

  test("the same key with another body is a conflict", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.beginOnce(requestOf(ann, { id: "1" }), once);
    const other = { ...once, bodyHash: "other" };
    const beginning = await store.history.beginOnce(requestOf(ann, { id: "2" }), other);
    assert.deepEqual(beginning, { at: "conflict" });
  });

  test("two API keys may use the same Idempotency-Key", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const bob = await addUser(store, "bob");
    await store.history.beginOnce(requestOf(ann, { id: "1" }), once);
    assert.deepEqual(await store.history.beginOnce(requestOf(bob, { id: "2" }), once), {
      at: "new",
    });
  });

  test("what failed, was cancelled or was removed may be tried again", async (t) => {
    const { history, ...store } = await open(t);
    const ann = await addUser({ history, ...store }, "ann");
    const begin = async (id: string) => (await history.beginOnce(requestOf(ann, { id }), once)).at;
    assert.equal(await begin("1"), "new");
    await history.finish("1", completed({ status: "failed" }));
    assert.equal(await begin("2"), "new");
    await history.finish("2", completed({ status: "cancelled" }));
    assert.equal(await begin("3"), "new");
    await history.finish("3", completed());
    await history.remove(ann.id, "3");
    assert.equal(await begin("4"), "new");
    assert.equal(await begin("5"), "running");
  });

  test("a day later it is another request", async (t) => {
    const { history, ...store } = await open(t);
    const ann = await addUser({ history, ...store }, "ann");
    await history.beginOnce(requestOf(ann, { id: "1" }), once);
    const begin = (id: string, createdMs: number) =>
      history.beginOnce(requestOf(ann, { id, createdMs }), once);
    assert.deepEqual(await begin("2", noonMs + dayMs), { at: "running", id: "1" });
    assert.deepEqual(await begin("3", noonMs + dayMs + 1), { at: "new" });
  });

  test("keys of another day can be forgotten", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.beginOnce(requestOf(ann, { id: "1" }), once);
    assert.equal(await store.history.forgetOnce(noonMs), 0);
    assert.equal(await store.history.forgetOnce(noonMs + 1), 1);
    assert.deepEqual(await store.history.beginOnce(requestOf(ann, { id: "2" }), once), {
      at: "new",
    });
  });
}
