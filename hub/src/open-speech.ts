import type { Logger } from "pino";
import type { Clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import { createEncoders, type Encoders } from "./encoding/encoders.ts";
import { agentsReturnMs } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { noteEnd } from "./observe.ts";
import type { Storage } from "./open-storage.ts";
import type { Registry } from "./providers/registry.ts";
import { Router, type RouterOptions } from "./routing/router.ts";
import type { ServiceQuery } from "./routing/service-query.ts";
import { ServiceRecords } from "./routing/service-records.ts";
import { Activity } from "./speech/activity.ts";
import type { FailoverContext } from "./speech/failover-stream.ts";
import { SpeechJobs } from "./speech/speech-jobs.ts";
import { VoicePreviews } from "./speech/voice-previews.ts";
import type { UsageStore } from "./store/usage-store.ts";

/** What turns requests into audio: encoders, the router, and the jobs that run. */
export interface Speech extends AsyncDisposable {
  readonly encoders: Encoders;
  readonly records: ServiceRecords;
  readonly router: Router;
  readonly speechJobs: SpeechJobs;
  readonly previews: VoicePreviews;
  readonly activity: Activity;
  /** What it takes to speak a text with other means than a job. */
  readonly speaking: FailoverContext;
  /** What does not work although the hub does. */
  warnings(): readonly string[];
}

export type SpeechOptions = {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly registry: Registry;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly clock: Clock;
};

export async function openSpeech(options: SpeechOptions): Promise<Speech> {
  await using opened = new AsyncDisposableStack();
  const { settings, storage, registry, clock } = options;
  const encoders = opened.adopt(await openEncoders(settings, clock), (one) => one.close());
  const records = new ServiceRecords(clock);
  const router = openRouter({ registry, records, clock }, storage.store.usage);
  opened.defer(() => router.close());
  const activity = new Activity();
  const speechJobs = openJobs(options, { encoders, router, activity });
  const speaking = failover(options, { encoders, router });
  const previews = new VoicePreviews({ ...speaking, registry });
  opened.defer(() => previews.close());
  const owned = opened.move();
  return {
    encoders,
    records,
    router,
    speechJobs,
    previews,
    activity,
    speaking,
    warnings: () => [encoders.ffmpegFault()].filter((one) => one !== undefined),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function openEncoders(settings: Settings, clock: Clock): Promise<Encoders> {
  return createEncoders({
    clock,
    ffmpeg: settings.ffmpeg,
    transcode: settings.transcode,
    opus: {
      bitsPerSecondPerChannel: settings.opusBitrateKbps * 1000,
      complexity: settings.opusComplexity,
    },
  });
}

/** Soon after a start, a request waits for the agents of a model that its user has used before. */
function openRouter(parts: RouterOptions, usage: UsageStore): Router {
  const { clock } = parts;
  const returnsUntilMs = clock.monotonicMs() + agentsReturnMs;
  const mayReturn = async ({ caller, model }: ServiceQuery): Promise<boolean> => {
    if (clock.monotonicMs() > returnsUntilMs) return false;
    const used = await usage.summarize({ userId: caller.userId, groupBy: "model" });
    return used.some(({ group }) => group === model);
  };
  return new Router({ ...parts, mayReturn });
}

function openJobs(
  options: SpeechOptions,
  { activity, ...parts }: Pick<Speech, "encoders" | "router" | "activity">,
): SpeechJobs {
  const { storage, metrics, log } = options;
  return new SpeechJobs({
    ...failover(options, parts),
    archive: storage.archive,
    history: storage.store.history,
    ends: storage.ends,
    log,
    onBegin: ({ request }) => activity.tell(request.caller.userId, { id: request.id, at: "began" }),
    onEnd: (job, failure) => {
      noteEnd(job, failure, metrics, log);
      activity.tell(job.request.caller.userId, { id: job.request.id, at: "ended" });
    },
  });
}

function failover(
  { settings, metrics, log, clock }: SpeechOptions,
  { encoders, router }: Pick<Speech, "encoders" | "router">,
): FailoverContext {
  return {
    router,
    clock,
    audioSecondsPerCharacter: settings.audioSecondsPerCharacter,
    resample: (...stage) => encoders.resample(...stage),
    onFailover: ({ provider, declaration }, failure) => {
      log.warn({ err: failure, provider: provider.id, model: declaration.model }, "failed over");
      metrics.failedOver(declaration.model, failure.code);
    },
  };
}
