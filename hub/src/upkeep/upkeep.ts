import { Failure } from "@club/shared/wire/failures.ts";
import type { Logger } from "pino";
import type { FolderArchive } from "../archive/folder-archive.ts";
import type { Clock } from "../clock.ts";
import type { DataFolder } from "../data-folder.ts";
import type { Store } from "../store/store.ts";
import type { Voices } from "../voices/voices.ts";
import type { BackgroundTask } from "./background-tasks.ts";
import { BackgroundTasks } from "./background-tasks.ts";
import { EndQueue } from "./end-queue.ts";
import { FolderIdentity } from "./folder-identity.ts";
import {
  checkpointEveryMs,
  lookEveryMs,
  mendEveryMs,
  repairEveryMs,
  retentionEveryMs,
} from "./limits.ts";
import { mendAudio } from "./mend-audio.ts";
import { KeepRetention } from "./keep-retention.ts";
import type { Expiry, RetentionPolicy } from "./retention.ts";

export type UpkeepOptions = {
  readonly folder: DataFolder;
  readonly store: Store;
  readonly archive: FolderArchive;
  readonly voices: Pick<Voices, "sweep">;
  readonly policy: RetentionPolicy;
  readonly expiries: readonly Expiry[];
  readonly clock: Clock;
  readonly log: Logger;
};

/** What is done beside the requests, until it is disposed of. */
export interface Upkeep extends AsyncDisposable {
  /** Takes the ends of requests in place of the history itself. */
  readonly ends: EndQueue;
  /** What does not work at the moment. */
  warnings(): readonly string[];
  /** Why nothing can be kept; undefined: all is well. */
  fault(): Promise<string | undefined>;
}

/**
 * Starts upkeep. Resolves once what an earlier hub has left is cleared away, or could not be, which is
 * then a warning.
 */
export async function startUpkeep(options: UpkeepOptions): Promise<Upkeep> {
  const { store, clock, log, folder } = options;
  const identity = await FolderIdentity.of(folder);
  const tasks = new BackgroundTasks(clock, log);
  const ends = new EndQueue({ history: store.history, folder: folder.ends, clock, log });
  await tasks.start(repair(options, ends));
  void tasks.start(retention(options));
  void tasks.start(mending(options));
  void tasks.start(looking(options));
  void tasks.start({
    name: "working off the database's log",
    everyMs: checkpointEveryMs,
    run: () => store.checkpoint(),
  });
  return {
    ends,
    fault: () => identity.fault(),
    warnings: () => [...tasks.warnings(), ...waitingEnds(ends)],
    [Symbol.asyncDispose]: async () => {
      await tasks[Symbol.asyncDispose]();
      await ends[Symbol.asyncDispose]();
    },
  };
}

function repair({ store, archive, voices, log }: UpkeepOptions, ends: EndQueue): BackgroundTask {
  return {
    name: "clearing away what a hub left that was cut off",
    everyMs: repairEveryMs,
    run: async () => {
      const recovered = await ends.recover();
      const failed = await store.history.failUnfinished();
      const swept = (await archive.sweep()) + (await voices.sweep());
      if (recovered + failed + swept === 0) return;
      log.warn({ recovered, failed, swept }, "a hub before this one was cut off");
    },
  };
}

function mending({ store, archive, clock, log }: UpkeepOptions): BackgroundTask {
  return {
    name: "comparing the audio with the history",
    everyMs: mendEveryMs,
    run: async (signal) => {
      const mended = await mendAudio({ store, archive, nowMs: clock.wallMs() }, signal);
      if (mended.orphans + mended.found + mended.lost > 0)
        log.warn(mended, "audio and history differed");
    },
  };
}

function looking({ archive }: UpkeepOptions): BackgroundTask {
  return {
    name: "looking at the archive's folders",
    everyMs: lookEveryMs,
    run: async () => {
      const [first] = await archive.unwritable();
      if (first !== undefined) throw new Failure("STORAGE_FULL", `${first} cannot be written.`);
    },
  };
}

function retention(options: UpkeepOptions): BackgroundTask {
  const { log } = options;
  const retention = new KeepRetention(options);
  return {
    name: "removing old history",
    everyMs: retentionEveryMs,
    run: async (signal) => {
      const entries = await retention.run(signal);
      if (entries > 0) log.info({ entries }, "removed old history");
    },
  };
}

function waitingEnds({ waiting }: EndQueue): readonly string[] {
  return waiting === 0 ? [] : [`The ends of ${waiting} requests are not stored yet.`];
}
