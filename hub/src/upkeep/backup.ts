import { cp, readdir, rename, rm, stat } from "node:fs/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Archive, ClipName } from "../archive/archive.ts";
import { openFolderArchive } from "../archive/folder-archive.ts";
import { type Clock, systemClock } from "../clock.ts";
import { dataFolder, partialOf } from "../data-folder.ts";
import { makeOwnFolder, makePrivateFolder } from "../private-files.ts";
import { openSqliteStore } from "../store/sqlite/open-sqlite-store.ts";
import { beginRun, isInUse } from "../store/sqlite/run-lock.ts";
import { snapshotDatabase } from "../store/sqlite/snapshot.ts";
import type { Store } from "../store/store.ts";
import { normalisedClip, originalClip } from "../voices/sample-files.ts";
import { copyJobFiles, jobFilesIn } from "./copy-jobs.ts";
import type { OnProgress } from "./progress.ts";
import { everyStored } from "./retention.ts";

export type BackupOptions = {
  readonly clock?: Clock;
  readonly onProgress?: OnProgress;
};

/**
 * Copies a hub's data, in use or not, to a new folder of the same layout: first the database at one
 * moment, then the audio that it names, so that the copy is consistent in itself. Returns how many
 * clips it holds. The folder appears only when it is whole. Throws CONFLICT when it exists or another
 * backup to it is running, NOT_FOUND when there is no folder to make it in, and PERMISSION_DENIED when
 * others could exchange it.
 */
export async function backUp(
  data: string,
  target: string,
  signal: AbortSignal,
  { clock = systemClock, onProgress = () => undefined }: BackupOptions = {},
): Promise<number> {
  await refuseExisting(target, "Name a folder that does not exist.");
  const partial = partialOf(target);
  await makePartial(partial);
  try {
    using _ = await beginRun(dataFolder(partial).runs, clock.wallMs());
    await snapshotDatabase(dataFolder(data).database, dataFolder(partial).database);
    const clips = await copyAudio(data, partial, signal, onProgress);
    await rename(partial, target);
    return clips;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Makes a hub's data folder out of a backup, its schema brought up to date. The database comes last,
 * so that a restore that was cut off is no hub. Throws CONFLICT when the folder holds a hub already,
 * and NOT_FOUND when the backup is none.
 */
export async function restore(
  backup: string,
  data: string,
  onProgress: OnProgress = () => undefined,
): Promise<void> {
  const [from, to] = [dataFolder(backup), dataFolder(data)];
  if (!(await exists(from.database))) {
    throw new Failure("NOT_FOUND", `There is no backup in ${backup} (no hub.sqlite).`);
  }
  const hint =
    "Move it away first, with every file whose name begins like it, or name another folder with --data.";
  await refuseExisting(to.database, hint);
  for (const sidecar of to.databaseSidecars) {
    const danger = "It belongs to the database that was there, and would spoil the restored one.";
    await refuseExisting(sidecar, `${danger} Move it away as well.`);
  }
  await makePrivateFolder(to.root);
  const parts = (["audio", "voices"] as const).map((part) => [from[part], to[part]] as const);
  const entries = await Promise.all(parts.map(([source]) => entriesIn(source)));
  const jobs = await jobFilesIn(from.jobs);
  const total = entries.reduce((sum, one) => sum + one, jobs.length);
  let done = 0;
  const next = (): void => onProgress({ done: (done += 1), total });
  // It is asked for every file and folder, just before it is copied.
  const filter = (): true => {
    next();
    return true;
  };
  for (const [source, target] of parts) {
    if (await exists(source)) await cp(source, target, { recursive: true, filter });
  }
  await copyJobFiles(jobs, from.jobs, to.jobs, { next });
  const partial = partialOf(to.database);
  await cp(from.database, partial);
  await rename(partial, to.database);
  const store = await openSqliteStore(to.root);
  await store.close();
}

/** Files and folders in a folder, itself included; none where it is not there. */
async function entriesIn(folder: string): Promise<number> {
  if (!(await exists(folder))) return 0;
  return (await readdir(folder, { recursive: true })).length + 1;
}

/** What a backup that was killed has left is removed; one that runs is left alone. */
async function makePartial(partial: string): Promise<void> {
  if (await makeOwnFolder(partial)) return;
  if (isInUse(dataFolder(partial).runs)) {
    throw new Failure("CONFLICT", `Another backup is writing to ${partial}.`);
  }
  await rm(partial, { recursive: true });
  await makeOwnFolder(partial);
}

async function copyAudio(
  data: string,
  copy: string,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<number> {
  const [from, to] = [dataFolder(data), dataFolder(copy)];
  await using opened = new AsyncDisposableStack();
  const store = opened.adopt(await openSqliteStore(copy), (one) => one.close());
  const jobs = await jobFilesIn(from.jobs);
  const total =
    (await count(everyClip(store))) + (await count(everySampleFile(store))) + jobs.length;
  let done = 0;
  const next = (): void => onProgress({ done: (done += 1), total });
  const clips = await copyClips(everyClip(store), from.audio, to.audio, signal, next);
  await copyClips(everySampleFile(store), from.voices, to.voices, signal, next);
  await copyJobFiles(jobs, from.jobs, to.jobs, { signal, next });
  return clips;
}

async function count(names: AsyncIterable<unknown>): Promise<number> {
  let found = 0;
  for await (const _ of names) found += 1;
  return found;
}

async function copyClips(
  names: AsyncIterable<ClipName>,
  from: string,
  to: string,
  signal: AbortSignal,
  next: () => void,
): Promise<number> {
  await using opened = new AsyncDisposableStack();
  const source = opened.adopt(openFolderArchive({ folder: from }), (one) => one.close());
  // What a backup may take is not the hub's limit but the disk's.
  const limits = { totalBytes: Infinity, recordingBytes: Infinity };
  const target = opened.adopt(openFolderArchive({ folder: to, limits }), (one) => one.close());
  let clips = 0;
  for await (const name of names) {
    if (await copyClip(source, target, name, signal)) clips += 1;
    next();
  }
  return clips;
}

async function* everySampleFile(store: Store): AsyncIterable<ClipName> {
  for (const user of await store.accounts.listUsers()) {
    for (const sample of await store.samples.list(user.id)) {
      yield originalClip(sample);
      yield normalisedClip(sample.id);
    }
  }
}

async function* everyClip(store: Store): AsyncIterable<ClipName> {
  for (const user of await store.accounts.listUsers()) {
    for await (const { id, extension } of everyStored(store.history, user.id)) {
      if (extension !== undefined) yield { id, extension };
    }
  }
}

/** False when the clip was removed since the snapshot: its entry has no audio then, which is allowed. */
async function copyClip(
  source: Archive,
  target: Archive,
  name: ClipName,
  signal: AbortSignal,
): Promise<boolean> {
  const clip = await source.open(name);
  if (clip === undefined) return false;
  const recording = await target.create(name);
  try {
    for await (const bytes of clip.read(signal)) await recording.write(bytes);
    await recording.finish();
    return true;
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    await recording.abort(failure);
    throw error;
  }
}

async function refuseExisting(path: string, hint: string): Promise<void> {
  if (await exists(path)) throw new Failure("CONFLICT", `${path} exists already. ${hint}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
