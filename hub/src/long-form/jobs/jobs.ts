import { Failure } from "@club/shared/wire/failures.ts";
import { v7 as uuid } from "uuid";
import type { Caller } from "../../accounts/caller.ts";
import { estimatedSeconds, type Quotas } from "../../accounts/quotas.ts";
import type { Clock } from "../../clock.ts";
import type { ModelNames } from "../../http/model-names.ts";
import type { Registry } from "../../providers/registry.ts";
import type { Router } from "../../routing/router.ts";
import type { AudioJob, AudioJobStore, NewAudioJob } from "../../store/audio-job-store.ts";
import { characters } from "../../text/characters.ts";
import { type JobBody, jobBody } from "./job-body.ts";
import type { JobFiles } from "./job-files.ts";
import type { JobRunner } from "./job-runner.ts";
import { cutChapters, type TextChapter } from "./job-segments.ts";
import { maxListed, maxUnfinishedPerUser } from "./limits.ts";

export type JobsContext = {
  readonly store: AudioJobStore;
  readonly files: JobFiles;
  readonly runner: JobRunner;
  readonly quotas: Quotas;
  readonly models: ModelNames;
  readonly router: Router;
  readonly registry: Registry;
  readonly clock: Clock;
};

/** A checked request for a job. */
export type WantedJob = Pick<
  NewAudioJob,
  | "model"
  | "voice"
  | "language"
  | "instructions"
  | "parameters"
  | "providers"
  | "format"
  | "title"
  | "webhook"
> & { readonly chapters: readonly TextChapter[] };

/** A user's jobs: what may be done with them. */
export class Jobs {
  readonly #context: JobsContext;

  constructor(context: JobsContext) {
    this.#context = context;
  }

  /**
   * Begins one. Throws the router's refusals where nobody could speak it, MISSING_INPUT, QUOTA_EXCEEDED
   * that says how far it would get, and RATE_LIMITED.
   */
  async begin(caller: Caller, wanted: WantedJob): Promise<AudioJob> {
    const { store, quotas, runner, clock } = this.#context;
    const named = this.#named(caller, wanted);
    const unfinished = await store.unfinished();
    if (
      unfinished.filter(({ userId }) => userId === caller.userId).length >= maxUnfinishedPerUser
    ) {
      const message = `No more than ${maxUnfinishedPerUser} of your jobs may wait or run.`;
      throw new Failure("RATE_LIMITED", message, { retryAfterMs: 60_000 });
    }
    const chapters = await cutChapters(wanted.chapters);
    const total = chapters.reduce(
      (sum, { segments }) => sum + segments.reduce((all, { text }) => all + characters(text), 0),
      0,
    );
    const seconds = estimatedSeconds(total);
    const leftSeconds = await quotas.audioSecondsLeft(caller);
    if (seconds > leftSeconds) throw wouldNotFit(chapters, seconds, leftSeconds);
    const admission = await quotas.admit(caller, seconds);
    const job: NewAudioJob = {
      ...wanted,
      ...named,
      id: `job_${uuid().replaceAll("-", "")}`,
      userId: caller.userId,
      keyId: caller.keyId,
      createdMs: clock.wallMs(),
      characters: total,
      chapters,
    };
    try {
      await store.create(job);
    } catch (thrown) {
      admission.settle(0);
      throw thrown;
    }
    const created = await this.get(caller, job.id);
    runner.add(created, admission);
    return created;
  }

  /** Throws NOT_FOUND, also for another user's. */
  async get(caller: Caller, id: string): Promise<AudioJob> {
    const job = await this.#context.store.get(caller.userId, id);
    if (job === undefined)
      throw new Failure("NOT_FOUND", `There is no job "${id}".`, { param: "id" });
    return job;
  }

  async list(caller: Caller, limit: number, after?: string): Promise<readonly AudioJob[]> {
    const before = after === undefined ? undefined : await this.get(caller, after);
    const { userId } = caller;
    return await this.#context.store.list({ userId, before, limit: Math.min(limit, maxListed) });
  }

  /** A job as it stands. */
  async body(job: AudioJob): Promise<JobBody> {
    const { store, runner } = this.#context;
    const [chapters, segments] = [await store.chapters(job.id), await store.segments(job.id)];
    return jobBody({ job, chapters, segments, etaSeconds: runner.etaSeconds(job.id) });
  }

  /** Cancels one that has not ended; removes one that has, with its audio. */
  async remove(caller: Caller, id: string): Promise<"cancelled" | "deleted"> {
    const { store, files, runner } = this.#context;
    await this.get(caller, id);
    if (await runner.cancel(id)) return "cancelled";
    await files.remove(id);
    await store.remove(id);
    return "deleted";
  }

  /** Has one segment spoken again. Throws NOT_FOUND, and CONFLICT while it is yet to be spoken. */
  async retake(caller: Caller, id: string, number: number): Promise<AudioJob> {
    await this.get(caller, id);
    const segments = await this.#context.store.segments(id);
    if (segments[number] === undefined) {
      const message = `This job has no segment ${number}.`;
      throw new Failure("NOT_FOUND", message, { param: "segment" });
    }
    if (!(await this.#context.store.retake(id, number))) {
      throw new Failure("CONFLICT", `Segment ${number} is yet to be spoken.`);
    }
    return await this.#goOn(caller, id);
  }

  /** Goes on with a job that failed or was cancelled. Throws NOT_FOUND and CONFLICT. */
  async resume(caller: Caller, id: string): Promise<AudioJob> {
    const { status } = await this.get(caller, id);
    if (!(await this.#context.store.resume(id))) {
      throw new Failure(
        "CONFLICT",
        `This job is ${status}: only one that failed or was cancelled is resumed.`,
      );
    }
    return await this.#goOn(caller, id);
  }

  async #goOn(caller: Caller, id: string): Promise<AudioJob> {
    const job = await this.get(caller, id);
    if (job.status === "queued") this.#context.runner.add(job);
    return job;
  }

  /** The names that its speakers know; a voice is settled now, for each home has a default of its own. */
  #named(caller: Caller, wanted: WantedJob): Pick<NewAudioJob, "model" | "voice"> {
    const { models, router, registry } = this.#context;
    const model = models.model(caller, wanted.model);
    const voice = wanted.voice && models.voice(caller, model, wanted.voice);
    const { providers } = wanted;
    router.modelFor({ caller, model, voice, features: [], providers, except: new Set() });
    const [first] = registry.reachable(caller, "tts", model);
    return { model, voice: voice ?? first?.declaration.defaultVoice };
  }
}

function wouldNotFit(
  chapters: NewAudioJob["chapters"],
  seconds: number,
  leftSeconds: number,
): Failure {
  const share = Math.floor((leftSeconds / seconds) * 100);
  let left = leftSeconds;
  const last = chapters.findIndex(({ segments }) => {
    left -= estimatedSeconds(segments.reduce((sum, { text }) => sum + characters(text), 0));
    return left < 0;
  });
  const where = chapters.length > 1 ? `, into chapter ${last + 1} of ${chapters.length}` : "";
  return new Failure(
    "QUOTA_EXCEEDED",
    `This job takes about ${Math.ceil(seconds)} seconds of audio, and ${Math.floor(leftSeconds)} are left: it would get ${share} % of the way${where}.`,
  );
}
