import { Failure } from "@club/shared/wire/failures.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import type { Clip } from "../archive/archive.ts";
import type { Encoder } from "../encoding/encoder.ts";
import type { AcceptedRequest, HistoryStore, IdempotencyKey } from "../store/history-store.ts";
import { characters } from "../text/characters.ts";
import { SpeechJob, type JobContext } from "./speech-job.ts";
import type { SpeechRequest } from "./speech-request.ts";

/** What a request for speech comes to: a job that runs, or the stored result of the same request before. */
export type SpeechResult =
  | { readonly at: "running"; readonly job: SpeechJob }
  | { readonly at: "stored"; readonly id: string; readonly clip: Clip };

export type SpeechJobsContext = Omit<JobContext, "onEnd"> & {
  readonly history: Pick<HistoryStore, "begin" | "beginOnce">;
  /** The request is in history. */
  readonly onBegin: (job: SpeechJob) => void;
  readonly onEnd: (job: SpeechJob, failure: Failure | undefined) => void;
};

/** The jobs of this hub: begins them, lets repeated requests join, and stops them all at the end. */
export class SpeechJobs {
  readonly #context: SpeechJobsContext;
  readonly #jobs = new Map<string, SpeechJob>();
  #isOpen = true;
  #whenIdle: () => void = () => undefined;

  constructor(context: SpeechJobsContext) {
    this.#context = context;
  }

  /** Requests that have not ended. */
  get running(): number {
    return this.#jobs.size;
  }

  /**
   * Begins a request, or finds the earlier one with the same Idempotency-Key. Throws SHUTTING_DOWN,
   * and INVALID_REQUEST when that key came with another body.
   */
  async speak(
    request: SpeechRequest,
    encoder: Encoder,
    once?: IdempotencyKey,
  ): Promise<SpeechResult> {
    if (!this.#isOpen) throw shuttingDown();
    // Before an engine speaks for nothing.
    await this.#context.archive.requireRoom();
    const row = rowOf(request);
    if (once === undefined) return this.#begin(request, encoder, this.#context.history.begin(row));
    const beginning = await this.#context.history.beginOnce(row, once);
    switch (beginning.at) {
      case "new":
        return this.#begin(request, encoder, Promise.resolve());
      case "running":
        return { at: "running", job: this.#find(beginning.id) };
      case "completed":
        return {
          at: "stored",
          id: beginning.id,
          clip: await this.#stored(beginning.id, encoder),
        };
      case "conflict":
        throw conflict();
      default:
        return unreachable(beginning);
    }
  }

  /** The whole audio of a job, once it has ended. Throws its failure. */
  async finished(job: SpeechJob): Promise<Clip> {
    await job.stored;
    if (job.end?.failure !== undefined) throw job.end.failure;
    return await this.#stored(job.request.id, job.encoder);
  }

  /** Takes nothing new; resolves when all jobs have ended, or `signal` fires and has ended them. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#isOpen = false;
    const stop = (): void => {
      for (const job of this.#jobs.values()) job.cancel(shuttingDown());
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    while (this.#jobs.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#whenIdle = resolve;
      await promise;
    }
    signal.removeEventListener("abort", stop);
  }

  #begin(request: SpeechRequest, encoder: Encoder, begun: Promise<void>): SpeechResult {
    const onEnd = (job: SpeechJob, failure: Failure | undefined): void => {
      this.#jobs.delete(request.id);
      this.#context.onEnd(job, failure);
      if (this.#jobs.size === 0) this.#whenIdle();
    };
    const job = new SpeechJob(request, encoder, begun, { ...this.#context, onEnd });
    this.#jobs.set(request.id, job);
    begun.then(
      () => this.#context.onBegin(job),
      // Then the job fails of it, and tells.
      () => undefined,
    );
    return { at: "running", job };
  }

  #find(id: string): SpeechJob {
    const job = this.#jobs.get(id);
    if (job !== undefined) return job;
    const message = "The same request is being finished elsewhere. Try again in a moment.";
    throw new Failure("CONFLICT", message, { retryAfterMs: 1_000 });
  }

  async #stored(id: string, encoder: Encoder): Promise<Clip> {
    const clip = await this.#context.archive.open({ id, extension: encoder.extension });
    if (clip === undefined)
      throw new Failure("NOT_FOUND", "The audio of this request was deleted.");
    return clip;
  }
}

function conflict(): Failure {
  const message = "This Idempotency-Key came with another body before.";
  return new Failure("INVALID_REQUEST", message, { param: "Idempotency-Key" });
}

function shuttingDown(): Failure {
  const message = "This hub is restarting. Try again in a few seconds.";
  return new Failure("SHUTTING_DOWN", message, { retryAfterMs: 5_000 });
}

function rowOf(request: SpeechRequest): AcceptedRequest {
  return {
    id: request.id,
    requestId: request.id,
    createdMs: request.acceptedMs,
    userId: request.caller.userId,
    keyId: request.caller.keyId,
    model: request.model,
    voice: request.voice,
    language: request.language,
    format: request.format,
    input: request.text,
    characters: characters(request.text),
    parameters: request.parameters,
  };
}
