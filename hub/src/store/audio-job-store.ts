import type { ParameterValue, StructuredValue } from "@club/shared/wire/messages.ts";
import type { HistoryError, SpokenPart } from "./history-store.ts";

/**
 * Long texts that are spoken segment by segment. A segment is kept and metered in one transaction, so
 * that whatever dies, each is metered once.
 */
export interface AudioJobStore {
  /** Keeps a new job, its chapters and its segments. */
  create(job: NewAudioJob): Promise<void>;
  /** The user's own job, or undefined. */
  get(userId: string, id: string): Promise<AudioJob | undefined>;
  /** Jobs, newest first. */
  list(query: AudioJobQuery): Promise<readonly AudioJob[]>;
  /** Those that are queued or running, oldest first. */
  unfinished(): Promise<readonly AudioJob[]>;
  /** Those that ended before a time, oldest first. */
  endedBefore(timeMs: number): Promise<readonly AudioJob[]>;
  chapters(id: string): Promise<readonly JobChapter[]>;
  /** In the order of the text; only one chapter's where it is named. */
  segments(id: string, chapter?: number): Promise<readonly JobSegment[]>;
  /** A queued job runs from now on. False where it is not queued or running (any more). */
  begin(id: string): Promise<boolean>;
  /**
   * Keeps a take and meters it. False where the job does not run (any more), or another take of the
   * segment is wanted: then nothing is kept.
   */
  keepTake(id: string, take: Take): Promise<boolean>;
  /** A kept segment waits to be spoken again, and its job is queued. False where there is no such. */
  retake(id: string, number: number): Promise<boolean>;
  /** A job that failed or was cancelled is queued again. False where there is no such. */
  resume(id: string): Promise<boolean>;
  /** Ends a job that is queued or running; false where it is neither. */
  end(id: string, end: JobEnd): Promise<boolean>;
  /** Jobs that ended and whose webhook has not been told. */
  untold(): Promise<readonly AudioJob[]>;
  /** Notes a try at a webhook; one that is over is forgotten with its secret. */
  noteTold(id: string, isOver: boolean): Promise<void>;
  /** Removes a job that has ended; its metering stays. The caller removes its audio first. */
  remove(id: string): Promise<boolean>;
}

export const jobStatuses = ["queued", "running", "completed", "failed", "cancelled"] as const;

export type JobStatus = (typeof jobStatuses)[number];

export type AudioJob = {
  readonly id: string;
  readonly userId: string;
  readonly keyId: string;
  readonly createdMs: number;
  readonly endedMs: number | undefined;
  readonly status: JobStatus;
  readonly model: string;
  readonly voice: string | undefined;
  readonly language: string | undefined;
  readonly instructions: string | undefined;
  readonly parameters: Readonly<Record<string, ParameterValue | StructuredValue>>;
  /** The only providers that it may go to; undefined: any. */
  readonly providers: readonly string[] | undefined;
  readonly format: string;
  readonly title: string | undefined;
  /** Unicode characters of all chapters. */
  readonly characters: number;
  readonly error: HistoryError | undefined;
  /** Whom to tell of its end; undefined: nobody (any more). */
  readonly webhook: { readonly url: string; readonly secret: string } | undefined;
  readonly webhookTries: number;
};

export type NewAudioJob = Omit<AudioJob, "status" | "endedMs" | "error" | "webhookTries"> & {
  readonly chapters: readonly NewJobChapter[];
};

export type NewJobChapter = {
  readonly title: string;
  readonly segments: readonly { readonly text: string; readonly endsParagraph: boolean }[];
};

export type AudioJobQuery = {
  /** Undefined: everyone's. */
  readonly userId?: string | undefined;
  readonly limit: number;
  /** Only those that are older than this one. */
  readonly before?: { readonly createdMs: number; readonly id: string } | undefined;
};

/** A chapter and how far it is spoken. */
export type JobChapter = {
  /** From 0. */
  readonly number: number;
  readonly title: string;
  readonly segments: number;
  readonly done: number;
  readonly characters: number;
  readonly doneCharacters: number;
  readonly audioSeconds: number;
};

export type JobSegment = {
  /** From 0, through all chapters. */
  readonly number: number;
  readonly chapter: number;
  readonly text: string;
  readonly endsParagraph: boolean;
  /** Grows with each take that was asked for. */
  readonly take: number;
  readonly spoken: SpokenSegment | undefined;
};

/** What is kept of a segment; `figures` and `faults` are its maker's. */
export type SpokenSegment = {
  readonly provider: string;
  readonly frames: number;
  readonly rateHz: number;
  readonly figures: unknown;
  readonly faults: readonly unknown[];
};

export type Take = SpokenSegment & {
  readonly number: number;
  readonly take: number;
  /** What providers gave, tries that were thrown away included. */
  readonly parts: readonly SpokenPart[];
  readonly atMs: number;
};

export type JobEnd = {
  readonly status: "completed" | "failed" | "cancelled";
  readonly atMs: number;
  readonly error?: HistoryError | undefined;
};
