import { setImmediate as nextTurn } from "node:timers/promises";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Logger } from "pino";
import type { Archive, Patch, Recording } from "../archive/archive.ts";
import type { Encoder } from "../encoding/encoder.ts";
import type { HistoryStore, Outcome } from "../store/history-store.ts";
import { Ledger } from "./ledger.ts";
import { type FailoverContext, FailoverStream } from "./failover-stream.ts";
import { outcomeOf } from "./outcome.ts";
import { Resumed } from "./resumed.ts";
import type { SpeechRequest } from "./speech-request.ts";

export type JobContext = FailoverContext & {
  readonly archive: Archive;
  /** Keeps the end of a request, and tries until it is stored. */
  readonly ends: Pick<HistoryStore, "finish">;
  readonly log: Logger;
  /** The request has ended and is stored; `failure` when it did not complete. */
  readonly onEnd: (job: SpeechJob, failure: Failure | undefined) => void;
};

/**
 * One request from its acceptance to its stored end: narration → encoder → recording. Whoever wants
 * the audio joins; when the last of them has left, the job is cancelled.
 */
export class SpeechJob {
  readonly request: SpeechRequest;
  readonly encoder: Encoder;
  readonly ledger: Ledger;
  /** Resolves once encoded audio exists; rejects when the request fails before that. */
  readonly ready: Promise<void>;
  /** Resolves once the end is stored; rejects when it could not be. */
  readonly stored: Promise<void>;
  /** How it ended; undefined while it runs. */
  end: { readonly failure: Failure | undefined } | undefined;
  readonly #context: JobContext;
  readonly #abort = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  readonly #listeners = new Set<AbortSignal>();
  #recording: Recording | undefined;
  #stream: FailoverStream | undefined;
  #format: PcmFormat | undefined;

  /** Begins at once. `begun`: the history row is on its way. */
  constructor(request: SpeechRequest, encoder: Encoder, begun: Promise<void>, context: JobContext) {
    this.request = request;
    this.encoder = encoder;
    this.ledger = new Ledger(request.startMs, context.clock);
    this.#context = context;
    this.ready = this.#ready.promise;
    this.ready.catch(() => undefined);
    begun.catch(() => undefined);
    this.stored = this.#run(begun);
    this.stored.catch((cause: unknown) =>
      context.log.error({ err: cause, request: request.id }, "the end of a request was not stored"),
    );
  }

  /** Someone wants the audio until the signal fires; when nobody does any more, the job stops. */
  join(signal: AbortSignal): void {
    this.#listeners.add(signal);
    const leave = (): void => {
      this.#listeners.delete(signal);
      if (this.#listeners.size === 0)
        this.cancel(new Failure("CANCELLED", "The consumer has gone."));
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  }

  /** The encoded audio from its beginning, after `ready`. Ends when all of it is stored, not before. */
  async *read(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    if (this.#recording === undefined) throw new Failure("INTERNAL", "No audio has come yet.");
    yield* this.#recording.read(signal);
    await this.stored;
  }

  /** Stops it. No effect on one that has ended. */
  cancel(failure: Failure): void {
    this.#abort.abort(failure);
  }

  async #run(begun: Promise<void>): Promise<void> {
    const failure = await this.#speak(begun).then(
      () => undefined,
      (thrown: unknown) => asFailure(thrown),
    );
    await begun.catch(() => undefined);
    const isKept = failure === undefined || (await this.#giveUp(failure));
    try {
      await this.#context.ends.finish(this.request.id, this.#outcome(failure, isKept));
    } finally {
      this.end = { failure };
      if (failure !== undefined) this.#ready.reject(failure);
      this.#context.onEnd(this, failure);
    }
  }

  /** The audio's way through the hub. */
  async #speak(begun: Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    const stream = new FailoverStream(this.request, this.ledger, this.#context, signal);
    this.#stream = stream;
    await stream.prepare();
    const audio = stream.audio();
    try {
      const [first, recording] = await bothOrNeither(audio.next(), this.#record());
      this.#recording = recording;
      this.#format = stream.format ?? silentFormat;
      await begun;
      const pcm = new Resumed(first, audio);
      for await (const bytes of this.encoder.encode(pcm, this.#format, signal)) {
        await recording.write(bytes);
        this.#noteFirstAudio();
      }
      this.#noteFirstAudio();
      await recording.finish(this.#patch());
    } finally {
      stream.release();
      await audio.return(undefined);
    }
  }

  /** The engine is asked first: to begin a file holds this thread up too. */
  async #record(): Promise<Recording> {
    await nextTurn();
    const { id, storage } = this.request;
    const { extension } = this.encoder;
    return await this.#context.archive.create({ id, extension }, storage);
  }

  #noteFirstAudio(): void {
    if (this.ledger.firstAudioMs !== undefined) return;
    this.ledger.firstAudioMs = this.ledger.elapsedMs();
    this.#ready.resolve();
  }

  /** Readers get the failure; what has been heard is kept. Returns whether there was any such. */
  async #giveUp(failure: Failure): Promise<boolean> {
    const patch = this.#patch();
    const keep = this.#pcmBytes > 0 ? { ...(patch && { patch }) } : undefined;
    return (await this.#recording?.abort(failure, keep)) ?? false;
  }

  /** Counted once it is encoded, so that a kept part's header never claims more than there is. */
  get #pcmBytes(): number {
    return this.#stream?.pulledBytes ?? 0;
  }

  #patch(): Patch | undefined {
    return this.#format && this.encoder.patch(this.#pcmBytes, this.#format);
  }

  #outcome(failure: Failure | undefined, isKept: boolean): Outcome {
    const bytes = this.#recording?.bytes ?? 0;
    const copy = isKept ? { bytes, extension: this.encoder.extension } : undefined;
    const input = this.request.arriving?.input(this.ledger.cues, failure?.code === "CANCELLED");
    return outcomeOf(this.ledger, failure, copy, input);
  }
}

/** For a text that gives no sound at all. */
const silentFormat: PcmFormat = { rateHz: 24_000, channels: 1 };

/** Both results; when one fails, the recording that was begun for nothing is given up. */
async function bothOrNeither<T>(
  first: Promise<T>,
  creating: Promise<Recording>,
): Promise<readonly [T, Recording]> {
  const [audio, recording] = await Promise.allSettled([first, creating]);
  if (audio.status === "fulfilled" && recording.status === "fulfilled") {
    return [audio.value, recording.value];
  }
  const failure = audio.status === "rejected" ? asFailure(audio.reason) : undefined;
  if (recording.status === "fulfilled" && failure) await recording.value.abort(failure);
  throw failure ?? asFailure((recording as PromiseRejectedResult).reason);
}
