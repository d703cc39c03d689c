import type { ProviderBody } from "../http/providers.ts";

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
