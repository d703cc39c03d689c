import assert from "node:assert/strict";
import { test } from "node:test";
import type { AcceptedRequest, Outcome } from "../../src/store/history-store.ts";
import type { Store } from "../../src/store/store.ts";
import type { TallyOwner } from "../../src/accounts/audio-tally.ts";
import { type RateFrames, secondsOfFrames } from "../../src/accounts/audio-seconds.ts";
import { addUser, completed, keyOf, requestOf } from "./records.ts";
import type { OpenStore } from "./store-contract.ts";

export function usageContract(open: OpenStore): void {
  test("usage adds up to the sample, by day, model and key", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.accounts.insertKey(keyOf(ann, { id: "key_2" }), "hash 2");
    const first = { createdMs: Date.UTC(2026, 2, 1, 23, 59, 59, 999), characters: 10 };
    const second = { createdMs: Date.UTC(2026, 2, 2), characters: 20 };
    await speak(store, requestOf(ann, { ...first, id: "1", model: "a" }), spoken(22_050, 1));
    await speak(store, requestOf(ann, { ...first, id: "2", model: "a" }), spoken(22_050, 2));
    await speak(store, requestOf(ann, { ...second, id: "3", model: "b" }), spoken(24_000, 5));
    await speak(
      store,
      requestOf(ann, { ...second, id: "4", model: "a", keyId: "key_2" }),
      spoken(22_050, 7, "cancelled"),
    );
    const of24 = { rateHz: 24_000, frames: 5 };
    const by = (groupBy: "day" | "model" | "key") =>
      store.usage.summarize({ userId: ann.id, groupBy });
    assert.deepEqual(await by("day"), [
      group("2026-03-01", 2, 20, of22(3)),
      group("2026-03-02", 2, 40, of22(7), of24),
    ]);
    assert.deepEqual(await by("model"), [group("a", 3, 40, of22(10)), group("b", 1, 20, of24)]);
    assert.deepEqual(await by("key"), [
      group("key_2", 1, 20, of22(7)),
      group("key_ann", 3, 40, of22(3), of24),
    ]);
  });

  test("an operator sees what each user was given", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const ben = await addUser(store, "ben");
    await speak(store, requestOf(ann, { id: "1", characters: 10 }), spoken(22_050, 3));
    await speak(store, requestOf(ben, { id: "2", characters: 20 }), spoken(22_050, 4));
    const groups = await store.usage.summarize({ userId: undefined, groupBy: "user" });
    assert.deepEqual(groups, [group(ann.id, 1, 10, of22(3)), group(ben.id, 1, 20, of22(4))]);
  });

  test("a request without audio counts as a request and no more", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await speak(store, requestOf(ann, { id: "1" }), spoken(22_050, 0, "failed"));
    await speak(store, requestOf(ann, { id: "2" }), completed({ audio: undefined }));
    assert.deepEqual(await store.usage.summarize({ userId: ann.id, groupBy: "model" }), [
      { group: "espeak-ng", requests: 2, characters: 0, audio: [] },
    ]);
  });

  test("usage can be bounded by its first and its last day", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    for (const day of [1, 2, 3, 4]) {
      const createdMs = Date.UTC(2026, 2, day);
      await speak(store, requestOf(ann, { id: `${day}`, createdMs }), spoken(8000, day));
    }
    const bounds = { fromDay: "2026-03-02", toDay: "2026-03-03" };
    const groups = await store.usage.summarize({ userId: ann.id, groupBy: "day", ...bounds });
    assert.deepEqual(
      groups.map(({ group }) => group),
      ["2026-03-02", "2026-03-03"],
    );
  });

  test("each provider is credited with what it spoke, the consumer charged once", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const bob = await addUser(store, "bob");
    const part = { ownerId: bob.id, rateHz: 22_050, skippedFrames: 0 };
    const parts = [
      { ...part, provider: "rig", frames: 1000 },
      { ...part, provider: "den", frames: 3000, rateHz: 24_000, skippedFrames: 1088 },
      { ...part, provider: "idle", frames: 0 },
    ];
    await speak(store, requestOf(ann, { id: "1" }), { ...spoken(22_050, 2750), parts });
    await speak(store, requestOf(ann, { id: "2" }), { ...spoken(22_050, 2750), parts });
    const byConsumer = true;
    const row = { day: "2026-03-01", model: "espeak-ng", consumer: "ann", requests: 2 };
    assert.deepEqual(await store.usage.spokenBy({ ownerId: bob.id, byConsumer }), [
      { provider: "den", ...row, audio: [{ rateHz: 24_000, frames: 6000 }] },
      { provider: "rig", ...row, audio: [{ rateHz: 22_050, frames: 2000 }] },
    ]);
    const own = { ownerId: bob.id, byConsumer };
    assert.deepEqual(await store.usage.spokenBy({ ownerId: ann.id, byConsumer }), []);
    assert.deepEqual(await store.usage.spokenBy({ ...own, toDay: "2026-02-28" }), []);
    await speak(store, requestOf(bob, { id: "3" }), { ...spoken(22_050, 2750), parts });
    const together = await store.usage.spokenBy({ ownerId: bob.id, byConsumer: false });
    assert.deepEqual(
      together.map(({ consumer, requests }) => [consumer, requests]),
      [
        [undefined, 3],
        [undefined, 3],
      ],
    );
    const [charged] = await store.usage.summarize({ userId: ann.id, groupBy: "day" });
    assert.deepEqual(charged?.audio, [{ rateHz: 22_050, frames: 5500 }]);
  });

  test("a request counts once for a provider, at however many rates it spoke", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const part = { ownerId: ann.id, provider: "rig", frames: 10, skippedFrames: 0 };
    const rates = Array.from({ length: 500 }, (_, at) => (at % 2 === 0 ? 24_000 : 22_050));
    const parts = rates.map((rateHz) => ({ ...part, rateHz }));
    await speak(store, requestOf(ann, { id: "1" }), { ...spoken(24_000, 5000), parts });
    const [row] = await store.usage.spokenBy({ ownerId: ann.id, byConsumer: false });
    assert.equal(row?.requests, 1);
    const frames = (rateHz: number) => row?.audio.find((one) => one.rateHz === rateHz)?.frames;
    assert.deepEqual([frames(24_000), frames(22_050)], [2500, 2500]);
  });

  test("what a user keeps is known, whatever comes, goes and is found", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const kept = () => store.usage.keptBytes(ann.id);
    assert.equal(await kept(), 0);
    await speak(store, requestOf(ann, { id: "1" }), completed({ bytes: 100 }));
    await speak(store, requestOf(ann, { id: "2" }), completed({ bytes: 50 }));
    const failed = completed({ status: "failed", bytes: 0, extension: undefined });
    await speak(store, requestOf(ann, { id: "3" }), failed);
    assert.equal(await kept(), 150);
    await store.history.correctAudio("3", { extension: "wav", bytes: 7 });
    await store.history.correctAudio("2", undefined);
    assert.equal(await kept(), 107);
    for (const id of ["1", "2", "3"]) await store.history.remove(ann.id, id);
    assert.equal(await kept(), 0);
  });

  test("every row is listed for export, of everyone or of one user", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    const bob = await addUser(store, "bob");
    await speak(store, requestOf(bob, { id: "1", ...day(2) }), spoken(8000, 10));
    await speak(store, requestOf(ann, { id: "2", ...day(2) }), spoken(8000, 20));
    await speak(store, requestOf(ann, { id: "3", ...day(3) }), spoken(8000, 30));
    const row = { model: "espeak-ng", requests: 1, characters: 6, rateHz: 8000 };
    const ofAnn = { ...row, user: "ann", keyId: "key_ann" };
    const all = [
      { ...ofAnn, day: "2026-03-02", frames: 20 },
      { ...row, day: "2026-03-02", user: "bob", keyId: "key_bob", frames: 10 },
      { ...ofAnn, day: "2026-03-03", frames: 30 },
    ];
    assert.deepEqual(await store.usage.listRows({}), all);
    const bounds = { userId: ann.id, fromDay: "2026-03-03", toDay: "2026-03-03" };
    assert.deepEqual(await store.usage.listRows(bounds), [all[2]]);
  });

  test("what a key and a user were given between two days is known for quotas", async (t) => {
    const store = await open(t);
    const ann = await addUser(store, "ann");
    await store.accounts.insertKey(keyOf(ann, { id: "key_2" }), "hash 2");
    await speak(store, requestOf(ann, { id: "1", ...day(1) }), spoken(8000, 4000));
    await speak(store, requestOf(ann, { id: "2", ...day(2) }), spoken(8000, 8000));
    await speak(
      store,
      requestOf(ann, { id: "3", ...day(2), keyId: "key_2" }),
      spoken(24_000, 6000),
    );
    const since = async (from: string, of: TallyOwner, to = "2026-03-31") =>
      secondsOfFrames(await store.usage.framesBetween(from, to, of));
    assert.equal(await since("2026-03-01", { userId: ann.id }), 1.75);
    assert.equal(await since("2026-03-02", { userId: ann.id }), 1.25);
    assert.equal(await since("2026-03-01", { keyId: "key_ann" }), 1.5);
    assert.equal(await since("2026-03-03", { keyId: "key_ann" }), 0);
    assert.equal(await since("2026-03-01", { userId: ann.id }, "2026-03-01"), 0.5);
  });
}

async function speak(store: Store, request: AcceptedRequest, outcome: Outcome): Promise<void> {
  await store.history.begin(request);
  await store.history.finish(request.id, outcome);
}

function spoken(rateHz: number, frames: number, status: Outcome["status"] = "completed"): Outcome {
  return completed({ status, audio: { format: { rateHz, channels: 1 }, frames } });
}

function group(name: string, requests: number, characters: number, ...audio: RateFrames[]) {
  return { group: name, requests, characters, audio };
}

function of22(frames: number): RateFrames {
  return { rateHz: 22_050, frames };
}

/** Midnight of a day in March 2026. */
function day(date: number) {
  return { createdMs: Date.UTC(2026, 2, date) };
}
