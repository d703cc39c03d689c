import { errorTypes } from "@club/shared/wire/error-body.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import { type Admission, estimatedSeconds } from "../../accounts/quotas.ts";
import { sleep } from "../../clock.ts";
import type { AudioJob, JobEnd } from "../../store/audio-job-store.ts";
import { characters } from "../../text/characters.ts";
import type { JobContext } from "./job-context.ts";
import { JobRun } from "./job-run.ts";
import { maxRunning, maxRunningPerUser, retryMs } from "./limits.ts";

type Running = {
  readonly userId: string;
  readonly abort: AbortController;
  readonly run: JobRun | undefined;
  /** Resolves when it has let go of everything; never rejects. */
  readonly over: Promise<void>;
};

type Queued = { readonly job: AudioJob; readonly admission: Admission | undefined };

export type JobRunnerContext = JobContext & {
  /** All is spoken: makes the file. Throws what the job fails with. */
  readonly finish: (job: AudioJob, signal: AbortSignal) => Promise<void>;
  /** The end of a job is stored. */
  readonly onEnd: (id: string) => void;
};

/** Runs the jobs of this hub, a few at once; a stop leaves them to the next hub. */
export class JobRunner {
  readonly #context: JobRunnerContext;
  readonly #queue = new Map<string, Queued>();
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();

  constructor(context: JobRunnerContext) {
    this.#context = context;
  }

  /** Takes up what the hub before this one left. */
  async takeUp(): Promise<void> {
    for (const job of await this.#context.store.unfinished()) this.add(job);
  }

  /** Runs a job when it is its turn. `admission`: what is reserved for it already. */
  add(job: AudioJob, admission?: Admission): void {
    if (this.#stop.signal.aborted || this.#running.has(job.id)) admission?.settle(0);
    else this.#queue.set(job.id, { job, admission });
    this.#next();
  }

  /** Ends a job that is queued or running, in the store too. False where there is no such. */
  async cancel(id: string): Promise<boolean> {
    const isEnded = await this.#context.store.end(id, {
      status: "cancelled",
      atMs: this.#context.clock.wallMs(),
    });
    this.#queue.get(id)?.admission?.settle(0);
    this.#queue.delete(id);
    const running = this.#running.get(id);
    running?.abort.abort(new Failure("CANCELLED", "The job was cancelled."));
    await running?.over;
    if (isEnded) this.#ended(id);
    return isEnded;
  }

  etaSeconds(id: string): number | undefined {
    return this.#running.get(id)?.run?.etaSeconds;
  }

  /** Ends what runs here; it is taken up again by the next hub. */
  async stop(): Promise<void> {
    this.#stop.abort(new Failure("SHUTTING_DOWN", "This hub is stopping."));
    for (const { admission } of this.#queue.values()) admission?.settle(0);
    this.#queue.clear();
    await Promise.all(Array.from(this.#running.values(), ({ over }) => over));
  }

  #next(): void {
    for (const [id, { job, admission }] of this.#queue) {
      if (this.#running.size >= maxRunning) return;
      const ofUser = [...this.#running.values()].filter(({ userId }) => userId === job.userId);
      if (ofUser.length >= maxRunningPerUser) continue;
      this.#queue.delete(id);
      this.#start(job, admission);
    }
  }

  #start(job: AudioJob, admission: Admission | undefined): void {
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.#stop.signal]);
    const over = this.#run(job, admission, signal).finally(() => {
      this.#running.delete(job.id);
      this.#next();
    });
    this.#running.set(job.id, { userId: job.userId, abort, run: undefined, over });
  }

  async #run(job: AudioJob, admission: Admission | undefined, signal: AbortSignal): Promise<void> {
    try {
      let given = admission;
      do {
        await this.#speak(job, given, signal);
        given = undefined;
        await this.#context.finish(job, signal);
        // A retake may have been asked for meanwhile.
      } while (await this.#hasMore(job));
      await this.#end(job.id, { status: "completed", atMs: this.#context.clock.wallMs() }, signal);
    } catch (thrown) {
      // Cancelled, which is stored already, or left to the next hub.
      if (signal.aborted) return;
      const failure = asFailure(thrown);
      this.#context.log.warn({ err: failure, job: job.id }, "a job failed");
      const error = { type: errorTypes[failure.code], message: failure.message };
      const end = { status: "failed", atMs: this.#context.clock.wallMs(), error } as const;
      await this.#end(job.id, end, signal).catch(() => undefined);
    }
  }

  async #speak(job: AudioJob, given: Admission | undefined, signal: AbortSignal): Promise<void> {
    const { store } = this.#context;
    const admission = given ?? (await this.#admit(job, signal));
    const run = new JobRun(job, admission, this.#context);
    try {
      if (!(await store.begin(job.id))) throw new Failure("CANCELLED", "The job has ended.");
      const running = this.#running.get(job.id);
      if (running !== undefined) this.#running.set(job.id, { ...running, run });
      this.#context.onProgress(job.id);
      await run.speak(signal);
    } finally {
      run.close();
    }
  }

  async #hasMore({ id }: AudioJob): Promise<boolean> {
    const segments = await this.#context.store.segments(id);
    return segments.some(({ spoken }) => spoken === undefined);
  }

  /** Reserves what is left of a job that another hub began; it waits for its place like a request. */
  async #admit(job: AudioJob, signal: AbortSignal): Promise<Admission> {
    const segments = await this.#context.store.segments(job.id);
    const left = segments.filter(({ spoken }) => spoken === undefined);
    const seconds = estimatedSeconds(left.reduce((sum, { text }) => sum + characters(text), 0));
    for (;;) {
      const caller = await this.#context.accounts.recheck(job.keyId);
      try {
        return await this.#context.quotas.admit(caller, seconds);
      } catch (thrown) {
        if (asFailure(thrown).code !== "RATE_LIMITED") throw thrown;
        await sleep(this.#context.clock, retryMs, signal);
      }
    }
  }

  /** Keeps the end of a job; again and again while it cannot be. */
  async #end(id: string, end: JobEnd, signal: AbortSignal): Promise<void> {
    for (;;) {
      try {
        if (await this.#context.store.end(id, end)) this.#ended(id);
        return;
      } catch (thrown) {
        this.#context.log.warn({ err: thrown, job: id }, "the end of a job was not stored");
        await sleep(this.#context.clock, retryMs, signal);
      }
    }
  }

  #ended(id: string): void {
    this.#context.onProgress(id);
    this.#context.onEnd(id);
  }
}
