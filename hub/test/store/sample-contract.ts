import assert from "node:assert/strict";
import { test } from "node:test";
import type { Store } from "../../src/store/store.ts";
import type { Sample } from "../../src/voices/sample.ts";
import { addUser, noonMs } from "./records.ts";
import type { OpenStore } from "./store-contract.ts";

const roomy = { samples: 10, bytes: 10_000 };

export function sampleContract(open: OpenStore): void {
  test("a sample is found, changed and removed by its user alone", async (t) => {
    const store = await open(t);
    await addUser(store, "ann");
    const sample = await add(store, "1");
    const { samples } = store;
    assert.deepEqual(await samples.get("user_ann", "1"), sample);
    assert.deepEqual(await samples.list("user_ann"), [sample]);

    assert.equal(await samples.get("user_bob", "1"), undefined);
    assert.deepEqual(await samples.list("user_bob"), []);
    assert.equal(await samples.change("user_bob", "1", { label: "mine" }), undefined);
    assert.equal(await samples.remove("user_bob", "1"), undefined);

    const changed = { ...sample, label: "calm", language: "en-GB" };
    const change = { label: "calm", language: "en-GB" };
    assert.deepEqual(await samples.change("user_ann", "1", change), changed);
    assert.deepEqual(await samples.remove("user_ann", "1"), changed);
    assert.equal(await samples.remove("user_ann", "1"), undefined);
  });

  test("a speaker has one default at most: the newest takes the place", async (t) => {
    const store = await open(t);
    await addUser(store, "ann");
    await add(store, "1", { isDefault: true });
    await add(store, "2", { isDefault: true });
    await add(store, "3", { isDefault: true, speakerName: "Carl" });
    assert.deepEqual(await defaults(store), ["3", "2"]);
    await store.samples.change("user_ann", "1", { isDefault: true });
    assert.deepEqual(await defaults(store), ["3", "1"]);
    await store.samples.change("user_ann", "1", { speakerName: "Carl" });
    assert.deepEqual(await defaults(store), ["1"]);
  });

  test("a library takes no more than its bound, in samples and in bytes", async (t) => {
    const store = await open(t);
    await addUser(store, "ann");
    await add(store, "1");
    await store.samples.noteFiles({ id: "2", extension: "webm" });
    const { samples } = store;
    assert.equal(await samples.insert(sampleOf("2"), { samples: 1, bytes: 10_000 }), false);
    assert.equal(await samples.insert(sampleOf("2"), { samples: 2, bytes: 199 }), false);
    assert.equal(await samples.insert(sampleOf("2"), { samples: 2, bytes: 200 }), true);
  });

  test("files are no strays while their sample is there or their process lives", async (t) => {
    const store = await open(t);
    await addUser(store, "ann");
    await add(store, "1");
    await store.samples.noteFiles({ id: "arriving", extension: "mp3" });
    assert.deepEqual(await store.samples.strayFiles(), []);
    await store.samples.remove("user_ann", "1");
    await store.samples.forgetFiles("1");
    assert.deepEqual(await store.samples.strayFiles(), []);
  });
}

function sampleOf(id: string, changes: Partial<Sample> = {}): Sample {
  return {
    id,
    userId: "user_ann",
    createdMs: noonMs + Number(id),
    speakerName: "Ann",
    label: "",
    transcript: "Good morning.",
    language: undefined,
    isDefault: false,
    frames: 44_100,
    bytes: 100,
    extension: "webm",
    consentedMs: noonMs,
    ...changes,
  };
}

async function add(store: Store, id: string, changes?: Partial<Sample>): Promise<Sample> {
  const sample = sampleOf(id, changes);
  await store.samples.noteFiles(sample);
  assert.equal(await store.samples.insert(sample, roomy), true);
  return sample;
}

async function defaults(store: Store): Promise<readonly string[]> {
  const samples = await store.samples.list("user_ann");
  return samples.filter((one) => one.isDefault).map((one) => one.id);
}
