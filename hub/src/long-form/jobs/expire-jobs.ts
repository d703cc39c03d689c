import type { AudioJobStore } from "../../store/audio-job-store.ts";
import type { Expiry } from "../../upkeep/retention.ts";
import { JobFiles } from "./job-files.ts";

/** Removes the jobs that ended before a time, with their audio; usage stays. */
export function expireJobs(store: AudioJobStore, folder: string): Expiry {
  const files = new JobFiles(folder);
  return async (beforeMs, signal) => {
    let removed = 0;
    for (const { id } of await store.endedBefore(beforeMs)) {
      signal.throwIfAborted();
      await files.remove(id);
      if (await store.remove(id)) removed += 1;
    }
    return removed;
  };
}
