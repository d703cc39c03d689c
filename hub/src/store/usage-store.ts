import type { RateFrames } from "../accounts/audio-seconds.ts";
import type { AudioTotals } from "../accounts/audio-tally.ts";

/**
 * What was spoken, counted in frames (one sample of every channel) for each sample rate, so that
 * sums are exact: seconds = Σ frames ÷ rate. Kept apart from history, so that it outlives deletion.
 * Days are UTC, written `2026-03-01`; a request belongs to the day on which it was accepted.
 */
export interface UsageStore extends AudioTotals {
  /** A consumer's own usage, or everyone's, in the order of the groups' names. */
  summarize(query: UsageQuery): Promise<readonly UsageGroup[]>;
  /** What a user's providers spoke, and for whom. */
  spokenBy(query: ProviderUsageQuery): Promise<readonly ProviderUsage[]>;
  /** Every row of everyone's usage, by day: for exports. */
  listRows(query: UsageRowsQuery): Promise<readonly UsageRecord[]>;
}

export const usageGroupings = ["day", "model", "key"] as const;

export type UsageGrouping = (typeof usageGroupings)[number];

export type UsageQuery = {
  /** Undefined: everyone's. */
  readonly userId: string | undefined;
  readonly groupBy: UsageGrouping | "user";
  /** The first and the last day; undefined: no bound. */
  readonly fromDay?: string | undefined;
  readonly toDay?: string | undefined;
};

export type UsageGroup = {
  /** A day, a model, or the id of a key or a user. */
  readonly group: string;
  /** Requests that ended, however they did. */
  readonly requests: number;
  /** Characters of the requests that gave audio. */
  readonly characters: number;
  readonly audio: readonly RateFrames[];
};

export type ProviderUsageQuery = {
  readonly ownerId: string;
  readonly fromDay?: string | undefined;
  readonly toDay?: string | undefined;
  /** Whether it is told apart for whom it was. */
  readonly byConsumer: boolean;
};

export type ProviderUsage = {
  readonly day: string;
  readonly provider: string;
  readonly model: string;
  /** The consumer's name; undefined: of all together. */
  readonly consumer: string | undefined;
  readonly requests: number;
  readonly audio: readonly RateFrames[];
};

export type UsageRowsQuery = {
  /** Only this user's. */
  readonly userId?: string | undefined;
  readonly fromDay?: string | undefined;
  readonly toDay?: string | undefined;
};

export type UsageRecord = RateFrames & {
  readonly day: string;
  /** The consumer's name. */
  readonly user: string;
  readonly keyId: string;
  readonly model: string;
  readonly requests: number;
  readonly characters: number;
};
