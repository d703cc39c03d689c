import { setImmediate as nextTurn } from "node:timers/promises";
import { type PcmFormat, secondsOf } from "@club/shared/audio/pcm-format.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Service } from "../providers/provider.ts";
import type { Lease } from "../routing/lease.ts";
import { maxQueueMs } from "../routing/limits.ts";
import type { Router } from "../routing/router.ts";
import type { ServiceQuery } from "../routing/service-query.ts";
import type { Segment } from "../text/segments.ts";
import { Attempt, type AttemptContext, type Resample } from "./attempt.ts";
import type { Ledger } from "./ledger.ts";
import { type Plan, planOf } from "./plan.ts";
import { recoveryFrom } from "./recovery.ts";
import type { SpeechRequest } from "./speech-request.ts";
import { queryFor } from "./utterance.ts";

export type FailoverContext = {
  readonly router: Router;
  readonly clock: Clock;
  readonly resample: Resample;
  /** The slowest speech that a provider may give; more is its fault. */
  readonly audioSecondsPerCharacter: number;
  /** A provider failed in a request that may go on with another. */
  readonly onFailover: (service: Service, failure: Failure) => void;
};

/** Where the stream stands: so much of one segment has been delivered, by so many attempts. */
type Cursor = {
  readonly segment: Segment;
  deliveredBytes: number;
  attempts: number;
  /** Until when a provider that answers BUSY is asked again. */
  readonly patientUntilMs: number;
};

/**
 * One text as one stream of PCM, by as many providers as it takes. A provider that fails is followed
 * by another that speaks the unfinished segment again; what has been delivered of it is skipped, so
 * that the listener hears nothing of it. A slot is held for as long as there is text to speak.
 */
export class FailoverStream {
  readonly #request: SpeechRequest;
  readonly #ledger: Ledger;
  readonly #context: FailoverContext;
  readonly #signal: AbortSignal;
  readonly #plan: Plan;
  readonly #attempts: AttemptContext;
  readonly #failed = new Set<Service>();
  #lease: Lease | undefined;
  #attempt: Attempt | undefined;
  #pulledBytes = 0;

  constructor(
    request: SpeechRequest,
    ledger: Ledger,
    context: FailoverContext,
    signal: AbortSignal,
  ) {
    this.#request = request;
    this.#ledger = ledger;
    this.#context = context;
    this.#signal = signal;
    this.#plan = planOf(request);
    const { clock, resample, audioSecondsPerCharacter, router } = context;
    this.#attempts = {
      request,
      ledger,
      clock,
      resample,
      audioSecondsPerCharacter,
      signal,
      whenAnotherIsFree: (service, callback) =>
        router.whenAnotherIsFree(this.#query, service, callback),
      format: undefined,
    };
  }

  /** Waits for a slot, unless the text has yet to arrive. Throws NO_PROVIDER, NOT_READY, VOICE_NOT_FOUND, BUSY. */
  async prepare(): Promise<void> {
    if (this.#request.arriving !== undefined) return;
    this.#lease = await this.#acquire();
    this.#ledger.queueMs = this.#ledger.elapsedMs();
  }

  /** The format of all of the audio; known once the first of it has been pulled. */
  get format(): PcmFormat | undefined {
    return this.#attempts.format;
  }

  /** Bytes that are done with: more has been asked for since. */
  get pulledBytes(): number {
    return this.#pulledBytes;
  }

  /** The audio, in whole frames of one format. Leaving the iteration stops the provider. */
  async *audio(): AsyncGenerator<Uint8Array> {
    const begin = async () => (await this.#hold()).service.declaration;
    const segments = await this.#plan.segments(begin, this.#signal);
    try {
      for (;;) {
        const segment = await this.#next(segments);
        if (segment === undefined) return;
        this.#ledger.began(segment.text, segment.pauseBeforeMs ?? 0);
        const patientUntilMs = this.#nowMs + maxQueueMs;
        const cursor: Cursor = { segment, deliveredBytes: 0, attempts: 0, patientUntilMs };
        for (;;) {
          try {
            for await (const frames of await this.#speak(cursor)) {
              cursor.deliveredBytes += frames.length;
              this.#deliver(frames);
              yield frames;
              this.#pulledBytes += frames.length;
            }
            break;
          } catch (thrown) {
            await this.#recover(thrown, cursor);
          }
        }
      }
    } finally {
      this.release();
      // Not awaited: a text that arrives may have nothing to say for a while.
      segments.return?.().catch(() => undefined);
    }
  }

  /** The next segment; undefined: there is none. While it is still being written, others have the slot. */
  async #next(segments: AsyncIterator<Segment>): Promise<Segment | undefined> {
    const next = segments.next();
    if (this.#request.arriving !== undefined) {
      const isHere = await Promise.race([next.then(() => true), nextTurn(false)]);
      if (!isHere) this.release();
    }
    const result = await next;
    return result.done === true ? undefined : result.value;
  }

  /** Gives the slot back; for a stream that is not begun after all. */
  release(): void {
    this.#lease?.release();
    this.#lease = undefined;
  }

  /** The rest of a segment by whoever has the slot. */
  async #speak({ segment, deliveredBytes }: Cursor): Promise<AsyncIterable<Uint8Array>> {
    const lease = await this.#hold();
    this.#attempt = new Attempt(lease, deliveredBytes, this.#attempts);
    return this.#attempt.speak(this.#plan.partsFor(segment, lease.service.declaration));
  }

  #deliver(frames: Uint8Array): void {
    const { format } = this.#attempts;
    if (format === undefined) throw new Failure("INTERNAL", "No audio has come yet.");
    const seconds = this.#ledger.audioSeconds + secondsOf(frames.length, format);
    if (this.#request.mayHave?.(seconds) === false) throw quotaIsUsedUp();
    this.#ledger.delivered(format, frames.length);
    if (this.#failed.size > 0) this.#ledger.recovered = true;
  }

  /** After a failure: makes ready for another try, or throws what the request fails with. */
  async #recover(thrown: unknown, cursor: Cursor): Promise<void> {
    this.#signal.throwIfAborted();
    const lease = this.#lease;
    // What no provider said is a fault of this hub or of the request, and nothing that others mend.
    if (lease === undefined || !this.#attempt?.isProviders(thrown)) throw thrown;
    cursor.attempts += 1;
    const recovery = recoveryFrom(thrown, {
      number: cursor.attempts,
      leftMs: cursor.patientUntilMs - this.#nowMs,
      isHeard: this.#attempts.format !== undefined,
      isVoiceKnown: this.#ledger.voice !== undefined || this.#request.generation !== undefined,
    });
    if (recovery.next === "wait") {
      lease.pause();
      this.release();
      cursor.attempts -= 1;
      this.#lease = await this.#acquireInsteadOf(recovery.failure);
      return;
    }
    if (recovery.blames === "provider") lease.trial.failed(thrown);
    this.release();
    if (recovery.next === "fail") throw recovery.failure;
    this.#failed.add(lease.service);
    this.#context.onFailover(lease.service, thrown);
    this.#lease = await this.#acquireInsteadOf(recovery.failure);
  }

  async #hold(): Promise<Lease> {
    this.#lease ??= await this.#acquire();
    return this.#lease;
  }

  #acquire(): Promise<Lease> {
    return this.#context.router.acquire(this.#query, this.#signal);
  }

  /** Another provider's slot. Where nobody is left, the request fails with what came before. */
  async #acquireInsteadOf(failure: Failure): Promise<Lease> {
    try {
      return await this.#acquire();
    } catch (thrown) {
      throw isNobodyLeft(thrown) ? failure : thrown;
    }
  }

  get #query(): ServiceQuery {
    return queryFor(this.#request, this.#ledger, this.#failed);
  }

  get #nowMs(): number {
    return this.#context.clock.monotonicMs();
  }
}

function isNobodyLeft(thrown: unknown): boolean {
  const { code } = asFailure(thrown);
  return code === "NO_PROVIDER" || code === "NOT_READY" || code === "VOICE_NOT_FOUND";
}

function quotaIsUsedUp(): Failure {
  return new Failure("QUOTA_EXCEEDED", "The audio that this key may have is used up.");
}
