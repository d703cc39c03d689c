import type { Logger } from "pino";
import { type FolderArchive, openFolderArchive } from "./archive/folder-archive.ts";
import type { Clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import { dataFolder } from "./data-folder.ts";
import { expireJobs } from "./long-form/jobs/expire-jobs.ts";
import { openSqliteStore } from "./store/sqlite/open-sqlite-store.ts";
import type { Store } from "./store/store.ts";
import type { EndQueue } from "./upkeep/end-queue.ts";
import type { RetentionPolicy } from "./upkeep/retention.ts";
import { startUpkeep } from "./upkeep/upkeep.ts";
import { openVoices, type Voices } from "./voices/voices.ts";

/** What the hub keeps in its data folder (the database, copies of the audio, voice libraries), and its upkeep. */
export interface Storage extends AsyncDisposable {
  readonly store: Store;
  readonly archive: FolderArchive;
  readonly voices: Voices;
  readonly ends: EndQueue;
  /** Why nothing can be kept now; empty: all is well. */
  faults(): Promise<readonly string[]>;
  /** What does not work although everything can be kept. */
  warnings(): readonly string[];
}

/** Opens all of it, made at first use, and settles what a hub before this one left unfinished. */
export async function openStorage(settings: Settings, log: Logger, clock: Clock): Promise<Storage> {
  await using opened = new AsyncDisposableStack();
  const folder = dataFolder(settings.data);
  const store = await openSqliteStore(folder.root, { longLived: true, clock });
  opened.defer(() => store.close());
  const archive = openFolderArchive({ folder: folder.audio, clock });
  opened.defer(() => archive.close());
  const { ffmpeg } = settings;
  const voices = openVoices({ folder: folder.voices, store: store.samples, ffmpeg, clock });
  opened.defer(() => voices.close());
  const policy = policyOf(settings);
  const expiries = [expireJobs(store.audioJobs, folder.jobs)];
  const parts = { folder, store, archive, voices, policy, expiries, clock, log };
  const upkeep = opened.use(await startUpkeep(parts));
  const owned = opened.move();
  return {
    store,
    archive,
    voices,
    ends: upkeep.ends,
    faults: async () =>
      [await upkeep.fault(), await store.fault(), await archive.fault()].filter(
        (one) => one !== undefined,
      ),
    warnings: () => upkeep.warnings(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function policyOf({ keepDays, keepMegabytesPerUser }: Settings): RetentionPolicy {
  return {
    maxAgeMs: keepDays && keepDays * 24 * 60 * 60 * 1000,
    maxBytesPerUser: keepMegabytesPerUser && keepMegabytesPerUser * 1_000_000,
  };
}
