import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryPosition, HistoryQuery } from "../../src/store/history-store.ts";
import type { Store } from "../../src/store/store.ts";
import { addUser, completed, noonMs, requestOf } from "./records.ts";
import type { OpenStore } from "./store-contract.ts";

export function historyContract(open: OpenStore): void {
  test("a request is kept as running, then as it ended, with everything known of it", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const request = requestOf(ann, {
      voice: "en-us",
      language: "en-US",
      input: "Snow \u2603 and \ud83d\ude00.",
      parameters: { speed: 1.5, instructions: "gently", seed: -1, loud: true },
    });
    const outcome = completed({
      status: "failed",
      voice: "en-gb",
      recovered: true,
      parts: [
        { provider: "rig", ownerId: ann.id, rateHz: 22_050, frames: 100, skippedFrames: 0 },
        { provider: "den", ownerId: ann.id, rateHz: 24_000, frames: 200, skippedFrames: 100 },
      ],
      error: { type: "upstream_error", message: "It failed." },
      detail: "connect ECONNREFUSED",
      facts: { seed: 7, engine: "dia" },
    });
    await store.history.begin(request);
    const running = { request, outcome: { status: "running" } };
    assert.deepEqual(await store.history.get(ann.id, request.id), running);
    await store.history.finish(request.id, outcome);
    assert.deepEqual(await store.history.get(ann.id, request.id), { request, outcome });
  });

  test("a request that ends without audio has nothing where it would be", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const outcome = completed({
      status: "cancelled",
      provider: undefined,
      audio: undefined,
      bytes: 0,
      firstAudioMs: undefined,
      extension: undefined,
    });
    await store.history.begin(requestOf(ann, { id: "1" }));
    await store.history.finish("1", outcome);
    assert.deepEqual((await store.history.get(ann.id, "1"))?.outcome, outcome);
  });

  test("cues are kept for the entry's owner, and a text that arrived is completed and metered", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const cues = [
      { text: "Snow \u2603. ", startFrame: 0, endFrame: 11_025 },
      { text: "More.", startFrame: 12_000, endFrame: 22_050 },
    ];
    const input = { text: "Snow \u2603. More.", characters: 13 };
    await store.history.begin(requestOf(ann, { id: "1", input: "Snow", characters: 4 }));
    assert.deepEqual(await store.history.cues(ann.id, "1"), { rateHz: undefined, cues: [] });
    await store.history.finish("1", completed({ cues, input }));
    assert.deepEqual(await store.history.cues(ann.id, "1"), { rateHz: 22_050, cues });
    assert.equal(await store.history.cues("user_bob", "1"), undefined);
    assert.equal((await store.history.get(ann.id, "1"))?.request.input, input.text);
    const [usage] = await store.usage.summarize({ userId: ann.id, groupBy: "day" });
    assert.equal(usage?.characters, 13);
  });

  test("a request ends once", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.begin(requestOf(ann, { id: "1" }));
    await store.history.finish("1", completed());
    await assert.rejects(store.history.finish("1", completed()), { code: "CONFLICT" });
    await assert.rejects(store.history.finish("unknown", completed()), { code: "CONFLICT" });
    const [usage] = await store.usage.summarize({ userId: ann.id, groupBy: "day" });
    assert.equal(usage?.requests, 1);
  });

  test("a write that fails takes none of its neighbours with it", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const ids = ["1", "2", "2", "3"];
    const begun = await Promise.allSettled(
      ids.map((id) => store.history.begin(requestOf(ann, { id }))),
    );
    assert.deepEqual(
      begun.map(({ status }) => status),
      ["fulfilled", "fulfilled", "rejected", "fulfilled"],
    );
    assert.deepEqual((await idsOf(store, { userId: ann.id, limit: 9 })).sort(), ["1", "2", "3"]);
  });

  test("entries are found by a part of their text, in which no character has a meaning", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const texts = { 1: "Apples and PEARS.", 2: "100% of_it", 3: "1000 of it", 4: "a\\b" };
    for (const [id, input] of Object.entries(texts)) {
      await store.history.begin(requestOf(ann, { id, input }));
    }
    const found = async (search: string): Promise<readonly string[]> =>
      (await idsOf(store, { userId: ann.id, limit: 9, search })).toSorted();
    assert.deepEqual(await found("pears"), ["1"]);
    assert.deepEqual(await found("0% OF_"), ["2"]);
    assert.deepEqual(await found("of_it"), ["2"]);
    assert.deepEqual(await found("a\\b"), ["4"]);
    assert.deepEqual(await found("' or 1=1"), []);
  });

  test("nobody sees or removes another user's entries", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const bob = await addUser(store, "bob");
    await store.history.begin(requestOf(ann, { id: "1" }));
    await store.history.finish("1", completed());
    assert.equal(await store.history.get(bob.id, "1"), undefined);
    assert.deepEqual(await idsOf(store, { userId: bob.id, limit: 9 }), []);
    assert.equal(await store.history.remove(bob.id, "1"), false);
    assert.notEqual(await store.history.get(ann.id, "1"), undefined);
  });

  test("an entry is removed once it has ended, and its usage stays", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.begin(requestOf(ann, { id: "1" }));
    assert.equal(await store.history.remove(ann.id, "1"), false);
    await store.history.finish("1", completed());
    assert.equal(await store.history.remove(ann.id, "1"), true);
    assert.equal(await store.history.get(ann.id, "1"), undefined);
    const [usage] = await store.usage.summarize({ userId: ann.id, groupBy: "model" });
    assert.deepEqual(usage?.audio, [{ rateHz: 22_050, frames: 22_050 }]);
  });

  test("pages give every entry once, newest first, also within one millisecond", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const times = [0, 1, 1, 1, 2, 3, 3].map((at) => noonMs + at);
    await Promise.all(
      times.map((createdMs, at) =>
        store.history.begin(requestOf(ann, { id: `r${at}`, createdMs })),
      ),
    );
    assert.deepEqual(await pagesOf(store, { userId: ann.id, limit: 2 }), [
      ["r6", "r5"],
      ["r4", "r3"],
      ["r2", "r1"],
      ["r0"],
    ]);
    assert.deepEqual(await pagesOf(store, { userId: ann.id, limit: 7 }), [
      ["r6", "r5", "r4", "r3", "r2", "r1", "r0"],
    ]);
  });

  test("a list can be of one model, of one status, or both", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    for (const [at, model] of ["a", "b", "a", "b"].entries()) {
      await store.history.begin(requestOf(ann, { id: `${at}`, createdMs: noonMs + at, model }));
      if (at < 2) await store.history.finish(`${at}`, completed());
    }
    const query = { userId: ann.id, limit: 9 };
    assert.deepEqual(await idsOf(store, { ...query, model: "a" }), ["2", "0"]);
    assert.deepEqual(await idsOf(store, { ...query, status: "completed" }), ["1", "0"]);
    assert.deepEqual(await idsOf(store, { ...query, model: "b", status: "running" }), ["3"]);
  });

  test("a walk through a user's entries meets each with the weight of its audio", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const [first, second] = [requestOf(ann, { id: "1" }), requestOf(ann, { id: "2" })];
    await store.history.begin(first);
    await store.history.finish("1", completed());
    await store.history.begin(second);
    const entries = [
      { id: "2", createdMs: noonMs, status: "running", bytes: 0, extension: undefined },
      { id: "1", createdMs: noonMs, status: "completed", bytes: 44_144, extension: "wav" },
    ];
    const query = { userId: ann.id, limit: 1 };
    const next = { createdMs: noonMs, id: "2" };
    assert.deepEqual(await store.history.listStored(query), { entries: [entries[0]], next });
    assert.deepEqual(await store.history.listStored({ ...query, after: next }), {
      entries: [entries[1]],
      next: undefined,
    });
  });

  test("what this process runs is not taken for unfinished", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.history.begin(requestOf(ann, { id: "1" }));
    assert.equal(await store.history.failUnfinished(), 0);
    assert.equal((await store.history.get(ann.id, "1"))?.outcome.status, "running");
  });

  test("a store that works has no fault", async (t) => {
    assert.equal(await (await open(t)).fault(), undefined);
  });
}

async function idsOf(store: Store, query: HistoryQuery): Promise<string[]> {
  const { entries } = await store.history.list(query);
  return entries.map(({ request }) => request.id);
}

async function pagesOf(store: Store, query: HistoryQuery): Promise<string[][]> {
  const pages: string[][] = [];
  let after: HistoryPosition | undefined;
  do {
    const page = await store.history.list({ ...query, after });
    pages.push(page.entries.map(({ request }) => request.id));
    after = page.next;
  } while (after !== undefined);
  return pages;
}
