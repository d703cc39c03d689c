import { stat } from "node:fs/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import { FolderClip } from "../../archive/folder-clip.ts";
import type { NamedClip } from "../../http/history-audio.ts";
import type { Encoders } from "../../encoding/encoders.ts";
import type { AudioJob, AudioJobStore, JobSegment } from "../../store/audio-job-store.ts";
import { Semaphore } from "../../voices/semaphore.ts";
import type { SegmentFigures } from "../checks/segment-figures.ts";
import type { MasterChapter } from "../mastering/master-segment.ts";
import { type Timeline, timelineOf } from "../mastering/timeline.ts";
import { type MasterFormat, writeMaster } from "../mastering/write-master.ts";
import type { JobFiles } from "./job-files.ts";
import { maxMasterings, maxWaitingMasterings, maxWavBytes } from "./limits.ts";

export type JobAudioContext = {
  readonly store: AudioJobStore;
  readonly files: JobFiles;
  readonly encoders: Encoders;
  readonly ffmpeg: string;
};

/** What is to be heard: all of it, or one chapter (from 0). */
export type Excerpt = { readonly chapter: number | undefined; readonly format: MasterFormat };

/** Makes the files that are heard, each once for as long as its segments stay the same. */
export class JobAudio {
  readonly #context: JobAudioContext;
  readonly #places = new Semaphore(maxMasterings, maxWaitingMasterings, busy);
  readonly #making = new Map<string, Promise<void>>();

  constructor(context: JobAudioContext) {
    this.#context = context;
  }

  /**
   * What there is of a job from its beginning (or that of a chapter) on, up to the first segment that is
   * yet to be spoken. Throws NOT_FOUND where that is nothing.
   */
  async timeline({ id }: AudioJob, chapter: number | undefined): Promise<HeardTimeline> {
    const { store, files } = this.#context;
    const titles = await store.chapters(id);
    if (chapter !== undefined && titles[chapter] === undefined) throw noChapter(chapter);
    const segments = await store.segments(id, chapter);
    const missing = segments.findIndex(({ spoken }) => spoken === undefined);
    const heard = missing === -1 ? segments : segments.slice(0, missing);
    if (heard.length === 0) throw nothingYet();
    const byChapter = Map.groupBy(heard, (one) => one.chapter);
    const chapters: MasterChapter[] = Array.from(byChapter, ([number, some]) => ({
      title: titles[number]?.title ?? "",
      segments: some.map(({ text, endsParagraph, spoken, ...name }) => ({
        text,
        endsParagraph,
        figures: spoken?.figures as SegmentFigures,
        read: (signal: AbortSignal, fromByte: number) => files.read(id, name, signal, fromByte),
      })),
    }));
    // A chapter alone has the rate that it has in the book.
    const rateHz = Math.max(...heard.map(({ spoken }) => spoken?.rateHz ?? 0));
    return {
      timeline: timelineOf(chapters, rateHz),
      revision: revisionOf(heard),
    };
  }

  /** The file of that, made if need be. Throws as `timeline` and as `writeMaster`. */
  async file(job: AudioJob, { chapter, format }: Excerpt, signal: AbortSignal): Promise<NamedClip> {
    const { timeline, revision } = await this.timeline(job, chapter);
    if (format === "wav" && timeline.frames * 2 > maxWavBytes) throw tooLongForWav();
    const { files } = this.#context;
    const part = chapter === undefined ? "whole" : `chapter-${chapter}`;
    const prefix = `${part}.${format}.`;
    const name = `${prefix}${revision}`;
    const path = await files.pathOf(job.id, name);
    if ((await sizeOf(path)) === undefined) {
      const title = job.title === undefined ? {} : { title: job.title };
      const made = this.#making.get(path) ?? this.#make(path, { timeline, format, title }, signal);
      await made;
      await files.removeOlder(job.id, prefix, name);
    }
    const clip = new FolderClip(path, (await sizeOf(path)) ?? 0);
    return { clip, name: { id: `${job.id}-${part}-${revision}`, extension: format } };
  }

  #make(
    path: string,
    { timeline, format, title }: Pick<Excerpt, "format"> & { timeline: Timeline; title: object },
    signal: AbortSignal,
  ): Promise<void> {
    const { encoders, ffmpeg } = this.#context;
    const make = async (): Promise<void> => {
      using _ = await this.#places.enter(signal);
      await writeMaster(path, { timeline, format, titles: title, encoders, ffmpeg }, signal);
    };
    const made = make().finally(() => this.#making.delete(path));
    this.#making.set(path, made);
    return made;
  }
}

export type HeardTimeline = {
  readonly timeline: Timeline;
  /** Another one where there are other segments, or other takes of them. */
  readonly revision: string;
};

/** Takes and segments only grow in number. */
function revisionOf(segments: readonly JobSegment[]): string {
  return `${segments.length}-${segments.reduce((sum, { take }) => sum + take, 0)}`;
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

function noChapter(chapter: number): Failure {
  return new Failure("NOT_FOUND", `This job has no chapter ${chapter + 1}.`, { param: "chapter" });
}

function nothingYet(): Failure {
  return new Failure("NOT_FOUND", "Nothing of it has been spoken yet. Try again in a moment.");
}

function tooLongForWav(): Failure {
  const message =
    "format: this is longer than a WAV can be. Take opus, flac, mp3 or m4b, or a chapter.";
  return new Failure("INVALID_REQUEST", message, { param: "format" });
}

function busy(): Failure {
  const message = "Too many files are being made. Try again in a few seconds.";
  return new Failure("BUSY", message, { retryAfterMs: 5_000, elsewhere: false });
}
