import type { FolderArchive } from "../archive/folder-archive.ts";
import type { Clock } from "../clock.ts";
import { providerBody, type ProviderBody } from "../http/providers.ts";
import type { Registry } from "../providers/registry.ts";
import type { Router } from "../routing/router.ts";
import type { ServiceRecords } from "../routing/service-records.ts";
import type { SpeechJobs } from "../speech/speech-jobs.ts";
import { hubVersion } from "../version.ts";

/** What `club-hub status` shows and prints as JSON; fields are added, never changed. */
export type HubStatus = {
  readonly schema: 1;
  readonly state: "ready" | "not_ready";
  readonly url: string;
  readonly version: string;
  readonly uptime_s: number;
  readonly running: number;
  readonly waiting: number;
  /** What all audio copies take; null while they are still being counted. */
  readonly archive_bytes: number | null;
  /** Why it takes no work. */
  readonly reasons: readonly string[];
  /** What does not work although the hub does. */
  readonly warnings: readonly string[];
  readonly providers: readonly ProviderBody[];
};

/** What a status is put together from. */
export type HubStatusSources = {
  readonly url: string;
  /** On the clock given, monotonic. */
  readonly startedMs: number;
  readonly clock: Clock;
  readonly storage: {
    readonly archive: FolderArchive;
    faults(): Promise<readonly string[]>;
    warnings(): readonly string[];
  };
  readonly tunnel: { readonly registry: Registry };
  readonly speech: {
    readonly speechJobs: SpeechJobs;
    readonly router: Router;
    readonly records: ServiceRecords;
    warnings(): readonly string[];
  };
};

/** How the hub is now. */
export async function hubStatus(sources: HubStatusSources): Promise<HubStatus> {
  const { url, startedMs, clock, storage, tunnel, speech } = sources;
  const reasons = await storage.faults();
  const nowMs = clock.monotonicMs();
  const { bytes, isComplete } = storage.archive.figures();
  return {
    schema: 1,
    state: reasons.length === 0 ? "ready" : "not_ready",
    url,
    version: hubVersion(),
    uptime_s: Math.floor((nowMs - startedMs) / 1000),
    running: speech.speechJobs.running,
    waiting: speech.router.waiting,
    archive_bytes: isComplete ? bytes : null,
    reasons,
    warnings: [...speech.warnings(), ...storage.warnings()],
    providers: tunnel.registry.providers.map((one) => providerBody(one, speech.records, nowMs)),
  };
}
