import * as z from "zod";
import type { WorkLog, WorkOutcome } from "../routing/work-log.ts";

/** What a service does, has just done, and how busy it was. */
export type WorkBody = {
  readonly speaking: readonly { readonly user: string | null; readonly since: number }[];
  readonly recent: readonly RecentBody[];
  readonly trend: {
    readonly busy: readonly number[];
    readonly first_audio_ms: readonly (number | null)[];
  };
};

export type RecentBody = {
  readonly user: string | null;
  readonly started: number;
  readonly took_ms: number;
  readonly first_audio_ms: number | null;
  readonly outcome: WorkOutcome;
};

const userSchema = z
  .string()
  .nullable()
  .describe("Null: another's, where the operator does not name them (`providers_see_users`).");

/** `WorkBody` for the OpenAPI document. */
export const workSchema: z.ZodType<WorkBody> = z.object({
  speaking: z
    .array(z.object({ user: userSchema, since: z.int().describe("Unix seconds.") }))
    .describe("For whom it speaks now."),
  recent: z
    .array(
      z.object({
        user: userSchema,
        started: z.int().describe("Unix seconds."),
        took_ms: z.number(),
        first_audio_ms: z.number().nullable(),
        outcome: z
          .enum(["completed", "failed", "stopped"])
          .describe("`stopped`: by whoever asked for it, or because another provider went on."),
      }),
    )
    .describe("The requests that it ended last since the hub started, newest first."),
  trend: z
    .object({
      busy: z.array(z.number()).describe("Slots that were taken, on average."),
      first_audio_ms: z.array(z.number().nullable()).describe("The mean; null: there was none."),
    })
    .describe("The last hour minute by minute, oldest first; the last minute is not over."),
});

export const workExample: WorkBody = {
  speaking: [{ user: "ben", since: 1_772_000_060 }],
  recent: [
    {
      user: "ben",
      started: 1_772_000_030,
      took_ms: 2_140,
      first_audio_ms: 171.5,
      outcome: "completed",
    },
  ],
  trend: { busy: [0, 0.4], first_audio_ms: [null, 176.2] },
};

/** `naming` gives the names that the reader may see. */
export function workBody(work: WorkLog, naming: (user: string) => string | null): WorkBody {
  const { busy, firstAudioMs } = work.trend();
  return {
    speaking: work.running.map(({ userName, startedMs }) => ({
      user: naming(userName),
      since: Math.floor(startedMs / 1000),
    })),
    recent: work.ended.map((ended) => ({
      user: naming(ended.userName),
      started: Math.floor(ended.startedMs / 1000),
      took_ms: tenths(ended.tookMs),
      first_audio_ms: ended.firstAudioMs === undefined ? null : tenths(ended.firstAudioMs),
      outcome: ended.outcome,
    })),
    trend: {
      busy: busy.map((share) => Math.round(share * 1000) / 1000),
      first_audio_ms: firstAudioMs.map((ms) => (ms === undefined ? null : tenths(ms))),
    },
  };
}

/** Milliseconds to one decimal: finer is noise. */
function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
