import type { Logger } from "pino";
import type { Accounts } from "../../accounts/accounts.ts";
import type { Quotas } from "../../accounts/quotas.ts";
import type { Clock } from "../../clock.ts";
import type { FailoverContext } from "../../speech/failover-stream.ts";
import type { AudioJobStore } from "../../store/audio-job-store.ts";
import type { JobFiles } from "./job-files.ts";

/** What jobs run on. */
export type JobContext = {
  readonly store: AudioJobStore;
  readonly files: JobFiles;
  readonly accounts: Pick<Accounts, "recheck">;
  readonly quotas: Quotas;
  readonly speaking: FailoverContext;
  readonly clock: Clock;
  readonly log: Logger;
  /** Something about this job is different. */
  readonly onProgress: (id: string) => void;
};
