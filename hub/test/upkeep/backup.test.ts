import assert from "node:assert/strict";
import { chmod, mkdir, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { test } from "node:test";
import { Failure } from "@club/shared/wire/failures.ts";
import type { FolderArchive } from "../../src/archive/folder-archive.ts";
import { openFolderArchive } from "../../src/archive/folder-archive.ts";
import { dataFolder, partialOf } from "../../src/data-folder.ts";
import { JobFiles } from "../../src/long-form/jobs/job-files.ts";
import { beginRun } from "../../src/store/sqlite/run-lock.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { backUp, restore } from "../../src/upkeep/backup.ts";
import { everyStored } from "../../src/upkeep/retention.ts";
import { openVoices } from "../../src/voices/voices.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { inPieces, tone } from "../voices/recordings.ts";
import { addUser, completed, requestOf, user } from "../store/records.ts";

type Hub = { readonly store: Store; readonly archive: FolderArchive };

async function openHub(t: TestContext, data: string): Promise<Hub> {
  const store = await openSqliteStore(data);
  const archive = openFolderArchive({ folder: dataFolder(data).audio });
  t.after(async () => {
    await archive.close();
    await store.close();
  });
  return { store, archive };
}

async function speak({ store, archive }: Hub, id: string): Promise<void> {
  await store.history.begin(requestOf(user("ann"), { id }));
  const recording = await archive.create({ id, extension: "wav" });
  await recording.write(Buffer.from(`audio of ${id}`));
  await recording.finish();
  const audio = { format: { rateHz: 8000, channels: 1 }, frames: 8000 };
  await store.history.finish(id, completed({ audio }));
}

/** Speaks without a pause until the signal fires. */
async function speakOn(hub: Hub, lane: number, signal: AbortSignal): Promise<void> {
  for (let at = 0; !signal.aborted; at++) await speak(hub, `${lane}-${at}`);
}

test("a backup taken under load restores to a consistent hub", async (t) => {
  const folder = await temporaryFolder(t);
  const [data, copy, restored] = ["data", "copy", "restored"].map((name) => join(folder, name));
  assert.ok(data && copy && restored);
  const hub = await openHub(t, data);
  await addUser(hub.store, "ann");
  const load = new AbortController();
  const lanes = [1, 2, 3, 4].map((lane) => speakOn(hub, lane, load.signal));
  let clips: number;
  try {
    await speak(hub, "before");
    clips = await backUp(data, copy, AbortSignal.timeout(60_000));
  } finally {
    load.abort();
    await Promise.all(lanes);
  }
  await restore(copy, restored);

  const { store, archive } = await openHub(t, restored);
  await store.history.failUnfinished();
  let completedEntries = 0;
  for await (const { id, status } of everyStored(store.history, "user_ann")) {
    assert.notEqual(status, "running");
    if (status !== "completed") continue;
    completedEntries += 1;
    const clip = await archive.open({ id, extension: "wav" });
    const pieces = await Array.fromAsync(clip?.read(AbortSignal.timeout(10_000)) ?? []);
    assert.equal(Buffer.concat(pieces).toString(), `audio of ${id}`);
  }
  assert.ok(completedEntries >= 1);
  assert.equal(clips, completedEntries);
  const [usage] = await store.usage.summarize({ userId: "user_ann", groupBy: "day" });
  assert.deepEqual(usage?.audio, [{ rateHz: 8000, frames: 8000 * completedEntries }]);
  assert.equal((await stat(restored)).mode & 0o777, 0o700);
  assert.equal((await stat(join(restored, "hub.sqlite"))).mode & 0o777, 0o600);
});

test("a backup that is cut off leaves nothing behind", async (t) => {
  const folder = await temporaryFolder(t);
  const hub = await openHub(t, join(folder, "data"));
  await addUser(hub.store, "ann");
  await speak(hub, "1");
  const cut = AbortSignal.abort(new Error("cut off"));
  await assert.rejects(backUp(join(folder, "data"), join(folder, "copy"), cut), /cut off/);
  assert.deepEqual(await readdir(folder), ["data"]);
});

test("neither a backup nor a restore overwrites what is there", async (t) => {
  const folder = await temporaryFolder(t);
  const data = join(folder, "data");
  await openHub(t, data);
  const signal = AbortSignal.timeout(10_000);
  await assert.rejects(backUp(data, folder, signal), { code: "CONFLICT" });
  const copy = join(folder, "copy");
  await backUp(data, copy, signal);
  await assert.rejects(restore(copy, data), { code: "CONFLICT" });
  await assert.rejects(restore(folder, join(folder, "new")), { code: "NOT_FOUND" });
});

test("a backup has the voice libraries, too", async (t) => {
  const folder = await temporaryFolder(t);
  const [data, copy, restored] = ["data", "copy", "restored"].map((name) => join(folder, name));
  assert.ok(data && copy && restored);
  const hub = await openHub(t, data);
  const ann = await addUser(hub.store, "ann");
  const options = { store: hub.store.samples, ffmpeg: "ffmpeg" };
  const before = openVoices({ ...options, folder: dataFolder(data).voices });
  const { library } = before;
  const signal = AbortSignal.timeout(20_000);
  await using upload = await library.receive("user_ann", inPieces(await tone("flac", 1)));
  const facts = {
    speakerName: "Ann",
    label: "",
    transcript: "Hm.",
    language: undefined,
    isDefault: true,
  };
  const sample = await library.add(ann.id, upload, facts, signal);
  await before.close();
  await backUp(data, copy, signal);
  await restore(copy, restored);

  const { store } = await openHub(t, restored);
  const voices = openVoices({
    ...options,
    store: store.samples,
    folder: dataFolder(restored).voices,
  });
  for (const asItCame of [true, false]) {
    const { clip } = await voices.library.open(ann.id, sample.id, asItCame);
    assert.ok(clip.bytes > 1_000);
  }
  await voices.close();
});

test("a backup has what jobs have spoken so far, and nothing that is half written", async (t) => {
  const folder = await temporaryFolder(t);
  const [data, copy, restored] = ["data", "copy", "restored"].map((name) => join(folder, name));
  assert.ok(data && copy && restored);
  await openHub(t, data);
  const files = new JobFiles(dataFolder(data).jobs);
  await files.keep("job_1", { number: 0, take: 0 }, Buffer.from("spoken"));
  await files.keep("job_2", { number: 7, take: 1 }, Buffer.from("again"));
  await writeFile(await files.pathOf("job_2", "whole.m4b.part"), "half");
  await backUp(data, copy, AbortSignal.timeout(20_000));
  await restore(copy, restored);
  const names = await readdir(dataFolder(restored).jobs, { recursive: true });
  assert.deepEqual(names.toSorted(), [
    "job_1",
    "job_1/segment-0-0.pcm",
    "job_2",
    "job_2/segment-7-1.pcm",
  ]);
  const kept = new JobFiles(dataFolder(restored).jobs);
  const signal = AbortSignal.timeout(20_000);
  const audio = kept.read("job_2", { number: 7, take: 1 }, signal, 0);
  assert.equal(Buffer.concat(await Array.fromAsync(audio)).toString(), "again");
});

test("a restore beside what SQLite keeps of an earlier database is refused, for it would spoil it", async (t) => {
  const folder = await temporaryFolder(t);
  const [data, copy] = [join(folder, "data"), join(folder, "copy")];
  const hub = await openHub(t, data);
  await addUser(hub.store, "ann");
  await backUp(data, copy, AbortSignal.timeout(10_000));
  for (const ending of ["-wal", "-shm", "-journal"]) {
    const restored = join(folder, `restored${ending}`);
    const sidecar = join(restored, `hub.sqlite${ending}`);
    await mkdir(restored);
    await writeFile(sidecar, "of another database");
    await assert.rejects(restore(copy, restored), (error) => {
      assert.ok(error instanceof Failure && error.code === "CONFLICT");
      assert.ok(error.message.includes(sidecar));
      return true;
    });
    await rm(sidecar);
    await restore(copy, restored);
  }
});

test("what a killed backup has left does not stop the next, and one that runs is left alone", async (t) => {
  const folder = await temporaryFolder(t);
  const [data, copy] = [join(folder, "data"), join(folder, "copy")];
  await openHub(t, data);
  const left = dataFolder(partialOf(copy));
  await mkdir(join(left.root, "audio", "parts"), { recursive: true, mode: 0o700 });
  const signal = AbortSignal.timeout(10_000);
  const other = await beginRun(left.runs, Date.now());
  await assert.rejects(backUp(data, copy, signal), { code: "CONFLICT" });
  other[Symbol.dispose]();
  await backUp(data, copy, signal);
  assert.deepEqual((await readdir(folder)).sort(), ["copy", "data"]);
});

test("a backup goes nowhere that others have prepared or could exchange it", async (t) => {
  const folder = await temporaryFolder(t);
  const data = join(folder, "data");
  await openHub(t, data);
  const signal = AbortSignal.timeout(10_000);
  await assert.rejects(backUp(data, join(folder, "none", "copy"), signal), { code: "NOT_FOUND" });
  const shared = join(folder, "shared");
  await mkdir(shared);
  await chmod(shared, 0o777);
  const unsafe = { code: "PERMISSION_DENIED" };
  await assert.rejects(backUp(data, join(shared, "copy"), signal), unsafe);
  await chmod(shared, 0o1777);
  const prepared = partialOf(join(shared, "copy"));
  await symlink(folder, prepared);
  await assert.rejects(backUp(data, join(shared, "copy"), signal), unsafe);
  await rm(prepared);
  await mkdir(prepared);
  await chmod(prepared, 0o755);
  await assert.rejects(backUp(data, join(shared, "copy"), signal), unsafe);
  await rm(prepared, { recursive: true });
  await backUp(data, join(shared, "copy"), signal);
});
