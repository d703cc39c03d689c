import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import type { TestContext } from "node:test";
import { test } from "node:test";
import type { FolderArchive } from "../../src/archive/folder-archive.ts";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { dataFolder } from "../../src/data-folder.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { orphanAgeMs } from "../../src/upkeep/limits.ts";
import { mendAudio, type Mended } from "../../src/upkeep/mend-audio.ts";
import { addUser, completed, requestOf, user } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const ann = user("ann");

type Hub = {
  readonly folder: string;
  readonly store: Store;
  readonly archive: FolderArchive;
  readonly mend: () => Promise<Mended>;
};

async function openHub(t: TestContext): Promise<Hub> {
  const folder = await temporaryFolder(t);
  const store = await openSqliteStore(folder);
  const archive = openFolderArchive({ folder: dataFolder(folder).audio });
  t.after(async () => {
    await archive.close();
    await store.close();
  });
  await addUser(store, "ann");
  const options = { store, archive, nowMs: Date.now() + 2 * orphanAgeMs };
  return { folder, store, archive, mend: () => mendAudio(options, t.signal) };
}

async function speak({ archive }: Hub, id: string): Promise<void> {
  const recording = await archive.create({ id, extension: "wav" });
  await recording.write(Buffer.alloc(100));
  await recording.finish();
}

async function extensionOf({ store }: Hub, id: string): Promise<string | undefined> {
  return (await store.history.audioOf([id])).get(id)?.extension;
}

const nothing = { orphans: 0, found: 0, lost: 0 };

test("audio whose request the hub was killed before ending is given back to it", async (t) => {
  const hub = await openHub(t);
  await hub.store.history.begin(requestOf(ann, { id: "1" }));
  await speak(hub, "1");
  assert.deepEqual(await hub.mend(), nothing, "a request that runs is left alone");
  await hub.store.history.finish("1", completed({ status: "failed", extension: undefined }));
  assert.deepEqual(await hub.mend(), { ...nothing, found: 1 });
  assert.equal(await extensionOf(hub, "1"), "wav");
  const [entry] = (await hub.store.history.listStored({ userId: ann.id, limit: 1 })).entries;
  assert.equal(entry?.bytes, 100);
  assert.deepEqual(await hub.mend(), nothing);
});

test("audio that belongs to no request goes, once it is an hour old", async (t) => {
  const hub = await openHub(t);
  await speak(hub, "1");
  const { store, archive } = hub;
  assert.deepEqual(await mendAudio({ store, archive, nowMs: Date.now() }, t.signal), nothing);
  assert.deepEqual(await hub.mend(), { ...nothing, orphans: 1 });
  assert.equal(await archive.open({ id: "1", extension: "wav" }), undefined);
});

test("a request whose audio is gone says so", async (t) => {
  const hub = await openHub(t);
  await hub.store.history.begin(requestOf(ann, { id: "1" }));
  await hub.store.history.finish("1", completed());
  assert.deepEqual(await hub.mend(), { ...nothing, lost: 1 });
  assert.equal(await extensionOf(hub, "1"), undefined);
  assert.deepEqual(await hub.mend(), nothing);
});

test("while the archive cannot be used nothing is taken for lost", async (t) => {
  const hub = await openHub(t);
  await hub.store.history.begin(requestOf(ann, { id: "1" }));
  await hub.store.history.finish("1", completed());
  await rename(hub.folder, `${hub.folder}-away`);
  assert.deepEqual(await hub.mend(), nothing);
  await rename(`${hub.folder}-away`, hub.folder);
  assert.equal(await extensionOf(hub, "1"), "wav");
});
