import * as z from "zod";
import {
  type AudioJob,
  type JobChapter,
  type JobSegment,
  type JobStatus,
  jobStatuses,
} from "../../store/audio-job-store.ts";
import { characters } from "../../text/characters.ts";
import type { Fault } from "../checks/check-segment.ts";

/** A job as consumers see it. */
export type JobBody = {
  id: string;
  object: "speech.job";
  status: JobStatus;
  created: number;
  model: string;
  voice: string | null;
  response_format: string;
  title: string | null;
  progress: {
    segments: number;
    done: number;
    characters: number;
    audio_seconds: number;
    eta_seconds: number | null;
  };
  chapters: {
    number: number;
    title: string;
    segments: number;
    done: number;
    audio_seconds: number;
  }[];
  flags: { segment: number; chapter: number; text: string; faults: string[] }[];
  error: { type: string; message: string } | null;
};

export type JobState = {
  readonly job: AudioJob;
  readonly chapters: readonly JobChapter[];
  readonly segments: readonly JobSegment[];
  readonly etaSeconds: number | undefined;
};

export const jobSchema: z.ZodType<JobBody> = z.object({
  id: z.string(),
  object: z.literal("speech.job"),
  status: z.enum(jobStatuses),
  created: z.int().describe("Unix seconds."),
  model: z.string(),
  voice: z.string().nullable(),
  response_format: z.string(),
  title: z.string().nullable(),
  progress: z.object({
    segments: z.int(),
    done: z.int(),
    characters: z.int(),
    audio_seconds: z.number(),
    eta_seconds: z.number().nullable(),
  }),
  chapters: z.array(
    z.object({
      number: z.int().describe("From 1: `?chapter=` of its audio."),
      title: z.string(),
      segments: z.int(),
      done: z.int(),
      audio_seconds: z.number(),
    }),
  ),
  flags: z.array(
    z.object({
      segment: z.int().describe("What a retake is asked for by."),
      chapter: z.int(),
      text: z.string(),
      faults: z.array(z.string()),
    }),
  ),
  error: z.object({ type: z.string(), message: z.string() }).nullable(),
});

export function jobBody({ job, chapters, segments, etaSeconds }: JobState): JobBody {
  return {
    id: job.id,
    object: "speech.job",
    status: job.status,
    created: Math.floor(job.createdMs / 1000),
    model: job.model,
    voice: job.voice ?? null,
    response_format: job.format,
    title: job.title ?? null,
    progress: {
      segments: sum(chapters, (one) => one.segments),
      done: sum(chapters, (one) => one.done),
      characters: job.characters,
      audio_seconds: rounded(sum(chapters, (one) => one.audioSeconds)),
      eta_seconds: etaSeconds === undefined ? null : Math.ceil(etaSeconds),
    },
    chapters: chapters.map((one) => ({
      number: one.number + 1,
      title: one.title,
      segments: one.segments,
      done: one.done,
      audio_seconds: rounded(one.audioSeconds),
    })),
    flags: segments
      .filter(({ spoken }) => spoken !== undefined && spoken.faults.length > 0)
      .map(({ number, chapter, text, spoken }) => ({
        segment: number,
        chapter: chapter + 1,
        text,
        faults: faultNames(spoken?.faults ?? []),
      })),
    error: job.error ?? null,
  };
}

/** A segment as consumers see it. */
export type SegmentBody = {
  segment: number;
  chapter: number;
  text: string;
  characters: number;
  status: "waiting" | "done" | "flagged";
  provider: string | null;
  audio_seconds: number | null;
  faults: string[];
};

export const segmentSchema: z.ZodType<SegmentBody> = z.object({
  segment: z.int(),
  chapter: z.int(),
  text: z.string(),
  characters: z.int(),
  status: z.enum(["waiting", "done", "flagged"]),
  provider: z.string().nullable(),
  audio_seconds: z.number().nullable(),
  faults: z.array(z.string()),
});

export function segmentBody(segment: JobSegment): SegmentBody {
  const { number, chapter, text, spoken } = segment;
  const faults = faultNames(spoken?.faults ?? []);
  return {
    segment: number,
    chapter: chapter + 1,
    text,
    characters: characters(text),
    status: spoken === undefined ? "waiting" : faults.length === 0 ? "done" : "flagged",
    provider: spoken?.provider ?? null,
    audio_seconds: spoken === undefined ? null : rounded(spoken.frames / spoken.rateHz),
    faults,
  };
}

function faultNames(faults: readonly unknown[]): string[] {
  return (faults as readonly Fault[]).map(({ kind }) => kind);
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
