import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync } from "fastify";
import type { Logger } from "pino";
import type { Accounts } from "../accounts/accounts.ts";
import type { Quotas } from "../accounts/quotas.ts";
import type { Clock } from "../clock.ts";
import type { Encoders } from "../encoding/encoders.ts";
import type { ModelNames } from "../http/model-names.ts";
import type { Registry } from "../providers/registry.ts";
import type { FailoverContext } from "../speech/failover-stream.ts";
import type { AudioJobStore } from "../store/audio-job-store.ts";
import { documentReader } from "./documents/document-reader.ts";
import { JobAudio } from "./jobs/job-audio.ts";
import { JobEvents } from "./jobs/job-events.ts";
import { JobFiles } from "./jobs/job-files.ts";
import { jobRoutes } from "./jobs/job-routes.ts";
import { JobRunner } from "./jobs/job-runner.ts";
import { JobWatchers } from "./jobs/job-watchers.ts";
import { Jobs } from "./jobs/jobs.ts";
import type { MasterFormat } from "./mastering/write-master.ts";
import { addressRule } from "./webhooks/address-rule.ts";
import { Webhooks } from "./webhooks/webhooks.ts";

export type LongFormOptions = {
  readonly store: AudioJobStore;
  /** Where the audio of jobs is kept. */
  readonly folder: string;
  readonly accounts: Accounts;
  readonly quotas: Quotas;
  readonly models: ModelNames;
  readonly registry: Registry;
  readonly speaking: FailoverContext;
  readonly encoders: Encoders;
  readonly ffmpeg: string;
  readonly maxJobCharacters: number;
  readonly webhookNetworks: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
};

/** Long texts: jobs in the background, their routes, and the webhooks that tell of their end. */
export interface LongForm extends AsyncDisposable {
  readonly routes: FastifyPluginAsync;
  /** Takes up what the hub before this one left. */
  begin(): Promise<void>;
  /** Leaves what runs to the next hub. */
  stop(): Promise<void>;
}

/** Throws INVALID_REQUEST where a network of the settings is none. */
export function openLongForm(options: LongFormOptions): LongForm {
  const { store, encoders, ffmpeg, clock, log, speaking } = options;
  const files = new JobFiles(options.folder);
  const watchers = new JobWatchers();
  const audio = new JobAudio({ store, files, encoders, ffmpeg });
  const stopping = new AbortController();
  const runner = new JobRunner({
    ...options,
    files,
    onProgress: (id) => watchers.tell(id),
    finish: async (job, signal) => {
      const whole = { chapter: undefined, format: job.format as MasterFormat };
      await audio.file(job, whole, signal);
    },
    onEnd: () => void tell(),
  });
  const jobs = new Jobs({ ...options, files, runner, router: speaking.router });
  const webhooks = new Webhooks({
    store,
    bodyOf: (job) => jobs.body(job),
    isAllowed: addressRule(options.webhookNetworks),
    clock,
    log,
  });
  const tell = (): Promise<void> =>
    webhooks
      .tellAll()
      .catch((thrown: unknown) => log.warn({ err: thrown }, "no webhooks were sent"));
  const stop = async (): Promise<void> => {
    stopping.abort(new Failure("SHUTTING_DOWN", "This hub is stopping."));
    await Promise.all([runner.stop(), webhooks.close()]);
  };
  return {
    routes: jobRoutes({
      ...options,
      jobs,
      audio,
      events: new JobEvents({ ...options, jobs, watchers }),
      readDocument: documentReader(clock),
      maxCharacters: options.maxJobCharacters,
      stopping: stopping.signal,
    }),
    begin: async () => {
      await files.sweep();
      await runner.takeUp();
      await tell();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
