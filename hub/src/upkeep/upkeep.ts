import type { Logger } from "pino";
import type { Archive } from "../archive/archive.ts";
import type { Clock } from "../clock.ts";
import type { Store } from "../store/store.ts";
import type { Voices } from "../voices/voices.ts";
import type { BackgroundTask } from "./background-tasks.ts";
import { BackgroundTasks } from "./background-tasks.ts";
import { checkpointEveryMs, repairEveryMs, retentionEveryMs } from "./limits.ts";
import { applyRetention, type RetentionPolicy } from "./retention.ts";

export type UpkeepOptions = {
  readonly store: Store;
  readonly archive: Archive;
  readonly voices: Pick<Voices, "sweep">;
  readonly policy: RetentionPolicy;
  readonly clock: Clock;
  readonly log: Logger;
};

/**
 * Starts all that is done beside the requests. Resolves once what an earlier hub has left is cleared
 * away, or could not be, which is then a warning.
 */
export async function startUpkeep(options: UpkeepOptions): Promise<BackgroundTasks> {
  const tasks = new BackgroundTasks(options.clock, options.log);
  await tasks.start(repair(options));
  void tasks.start(retention(options));
  void tasks.start({
    name: "working off the database's log",
    everyMs: checkpointEveryMs,
    run: () => options.store.checkpoint(),
  });
  return tasks;
}

function repair({ store, archive, voices, log }: UpkeepOptions): BackgroundTask {
  return {
    name: "clearing away what a hub left that was cut off",
    everyMs: repairEveryMs,
    run: async () => {
      const failed = await store.history.failUnfinished();
      const swept = (await archive.sweep()) + (await voices.sweep());
      if (failed + swept > 0) log.warn({ failed, swept }, "a hub before this one was cut off");
    },
  };
}

function retention({ store, archive, policy, clock, log }: UpkeepOptions): BackgroundTask {
  return {
    name: "removing old history",
    everyMs: retentionEveryMs,
    run: async (signal) => {
      const nowMs = clock.wallMs();
      const entries = await applyRetention({ store, archive, policy, nowMs }, signal);
      if (entries > 0) log.info({ entries }, "removed old history");
    },
  };
}
