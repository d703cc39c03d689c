import assert from "node:assert/strict";
import { mkdir, readdir, rename, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { dataFolder } from "../../src/data-folder.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { maxLibraryBytes } from "../../src/voices/limits.ts";
import { UploadsInProgress } from "../../src/voices/uploads-in-progress.ts";
import type { Upload } from "../../src/voices/voice-library.ts";
import { openVoices, type Voices } from "../../src/voices/voices.ts";
import { addUser } from "../store/records.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { inPieces, tone } from "./recordings.ts";

type Hub = { readonly store: Store; readonly voices: Voices; stop(): Promise<void> };

async function openHub(data: string): Promise<Hub> {
  const store = await openSqliteStore(data);
  const folder = dataFolder(data).voices;
  const voices = openVoices({ folder, store: store.samples, ffmpeg: "ffmpeg" });
  const stop = async (): Promise<void> => {
    await voices.close();
    await store.close();
  };
  return { store, voices, stop };
}

const facts = {
  speakerName: "Ann",
  label: "",
  transcript: "Hm.",
  language: undefined,
  isDefault: false,
};

async function addSample({ store, voices }: Hub, t: TestContext): Promise<string> {
  const ann = await addUser(store, "ann");
  await using upload = await voices.library.receive("user_ann", inPieces(await tone("flac", 1)));
  const sample = await voices.library.add(ann.id, upload, facts, t.signal);
  return sample.id;
}

test("an upload that a dead hub never finished is removed at the next start, and no sample with it", async (t) => {
  const folder = await temporaryFolder(t);
  const first = await openHub(folder);
  const kept = await addSample(first, t);
  await first.voices.library.receive("user_ann", inPieces(await tone("flac", 1)));
  await first.stop();

  const second = await openHub(folder);
  assert.equal(await second.voices.sweep(), 1);
  assert.deepEqual(await second.store.samples.strayFiles(), []);
  const { clip } = await second.voices.library.open("user_ann", kept, true);
  assert.ok(clip.bytes > 1_000);
  await second.stop();
});

test("a library that is full takes nothing more until something is deleted", async (t) => {
  const hub = await openHub(await temporaryFolder(t));
  t.after(() => hub.stop());
  const kept = await addSample(hub, t);
  const sample = await hub.voices.library.get("user_ann", kept);
  const room = { samples: Infinity, bytes: Infinity };
  const large = { ...sample, id: "large", bytes: maxLibraryBytes };
  await hub.store.samples.noteFiles(large);
  assert.ok(await hub.store.samples.insert(large, room));

  const add = async (): Promise<void> => {
    const file = inPieces(await tone("flac", 1));
    await using upload = await hub.voices.library.receive("user_ann", file);
    await hub.voices.library.add("user_ann", upload, facts, t.signal);
  };
  await assert.rejects(add(), { code: "TOO_LARGE", message: /full.*Delete some first/ });
  await hub.voices.library.remove("user_ann", "large");
  await add();
});

test("a deletion that a dead hub began is finished at the next start", async (t) => {
  const folder = await temporaryFolder(t);
  const first = await openHub(folder);
  const id = await addSample(first, t);
  await first.store.samples.remove("user_ann", id);
  await first.stop();

  const second = await openHub(folder);
  assert.equal(await second.voices.sweep(), 1);
  await second.stop();
});

test("a sample whose files could not be removed is still there, to be deleted again", async (t) => {
  const folder = await temporaryFolder(t);
  const hub = await openHub(folder);
  t.after(() => hub.stop());
  const id = await addSample(hub, t);
  // A folder in the file's place cannot be unlinked, not even by root.
  const file = await onlyFile(dataFolder(folder).voices, `${id}.wav`);
  await rename(file, `${file}.away`);
  await mkdir(file);
  const failed = { code: "STORAGE_FULL" };
  await assert.rejects(hub.voices.library.remove("user_ann", id), failed);
  assert.equal((await hub.voices.library.get("user_ann", id)).id, id);
  await rmdir(file);
  await rename(`${file}.away`, file);
  await hub.voices.library.remove("user_ann", id);
  await assert.rejects(hub.voices.library.get("user_ann", id), { code: "NOT_FOUND" });
  await assert.rejects(stat(file), { code: "ENOENT" });
});

test("an upload that could not be removed when it ended is removed by a later sweep", async (t) => {
  const folder = await temporaryFolder(t);
  const hub = await openHub(folder);
  t.after(() => hub.stop());
  const upload = await hub.voices.library.receive("user_ann", inPieces(await tone("flac", 1)));
  const file = await onlyFile(dataFolder(folder).voices, `${upload.files.id}-original.flac`);
  await rename(file, `${file}.away`);
  await mkdir(file);
  await assert.rejects(async () => await upload[Symbol.asyncDispose](), { code: "STORAGE_FULL" });
  await rmdir(file);
  await rename(`${file}.away`, file);
  assert.equal(await hub.voices.sweep(), 1);
  assert.equal(await hub.voices.sweep(), 0);
  await assert.rejects(stat(file), { code: "ENOENT" });
});

async function onlyFile(folder: string, name: string): Promise<string> {
  const found = await readdir(folder, { recursive: true });
  const path = found.find((one) => one.endsWith(name));
  assert.ok(path !== undefined);
  return join(folder, path);
}

test("unfinished uploads count: a user has four at once, and no more bytes than a library", async () => {
  const uploads = new UploadsInProgress();
  const others = [1, 2, 3].map(() => uploads.begin("user_ann", maxLibraryBytes - 100));
  others[0]?.take(60);
  const last = uploads.begin("user_ann", maxLibraryBytes - 100);
  assert.throws(() => uploads.begin("user_ann", 0), { code: "BUSY" });
  uploads.begin("user_bob", 0).take(1_000);
  assert.throws(() => last.take(41), { code: "TOO_LARGE" });
  last.take(40);
  others[0]?.[Symbol.dispose]();
  last.take(60);
  uploads.begin("user_ann", 0);
});

test("an upload that has ended makes room for the next", async (t) => {
  const hub = await openHub(await temporaryFolder(t));
  t.after(() => hub.stop());
  const receive = (): Promise<Upload> =>
    hub.voices.library.receive("user_ann", inPieces(Buffer.from(`ID3${"x".repeat(50)}`)));
  const open = [await receive(), await receive(), await receive(), await receive()];
  await assert.rejects(receive(), { code: "BUSY" });
  await open[0]?.[Symbol.asyncDispose]();
  const text = hub.voices.library.receive("user_ann", inPieces(Buffer.from("no audio at all")));
  await assert.rejects(text, { code: "AUDIO_DECODE_FAILED" });
  await using _ = await receive();
  await Promise.all(open.slice(1).map((upload) => upload[Symbol.asyncDispose]()));
});

test("what another hub on the same data is about to receive is left alone", async (t) => {
  const folder = await temporaryFolder(t);
  const draining = await openHub(folder);
  const upload = await draining.voices.library.receive("user_ann", inPieces(await tone("flac", 1)));
  const next = await openHub(folder);
  assert.equal(await next.voices.sweep(), 0);
  await upload[Symbol.asyncDispose]();
  await next.stop();
  await draining.stop();
});
