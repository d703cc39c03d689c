import { setImmediate as nextTurn } from "node:timers/promises";
import {
  bytesPerFrame,
  type PcmFormat,
  sameFormat,
  secondsOf,
} from "@club/shared/audio/pcm-format.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Service } from "../providers/provider.ts";
import { ProviderStream } from "../providers/provider-stream.ts";
import type { Lease } from "../routing/lease.ts";
import { maxQueueMs } from "../routing/limits.ts";
import type { Router } from "../routing/router.ts";
import type { ServiceQuery } from "../routing/service-query.ts";
import type { Segment } from "../text/segments.ts";
import { hasWords } from "../text/words.ts";
import { Fader } from "./fader.ts";
import type { Ledger } from "./ledger.ts";
import { silenceMs } from "./limits.ts";
import { type Plan, planOf } from "./plan.ts";
import { recoveryFrom } from "./recovery.ts";
import type { SpeechRequest } from "./speech-request.ts";
import { maxAudioSeconds, queryFor, wireRequest } from "./utterance.ts";
import type { LoadedPrompt } from "./voice-generation.ts";

export type FailoverContext = {
  readonly router: Router;
  readonly clock: Clock;
  readonly resample: Resample;
  /** The slowest speech that a provider may give; more is its fault. */
  readonly audioSecondsPerCharacter: number;
  /** A provider failed in a request that may go on with another. */
  readonly onFailover: (service: Service, failure: Failure) => void;
};

export type Resample = (
  pcm: AsyncIterable<Uint8Array>,
  from: PcmFormat,
  to: PcmFormat,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>;

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
  readonly #failed = new Set<Service>();
  #lease: Lease | undefined;
  /** The provider's stream that is spoken from, and its refusal where it could not be opened. */
  #stream: ProviderStream | undefined;
  #refusal: unknown;
  #format: PcmFormat | undefined;
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
  }

  /** Waits for a slot, unless the text has yet to arrive. Throws NO_PROVIDER, NOT_READY, VOICE_NOT_FOUND, BUSY. */
  async prepare(): Promise<void> {
    if (this.#request.arriving !== undefined) return;
    this.#lease = await this.#acquire();
    this.#ledger.queueMs = this.#ledger.elapsedMs();
  }

  /** The format of all of the audio; known once the first of it has been pulled. */
  get format(): PcmFormat | undefined {
    return this.#format;
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
            for await (const frames of this.#speak(cursor)) {
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
    const isHere = await Promise.race([next.then(() => true), nextTurn(false)]);
    if (!isHere) this.release();
    const result = await next;
    return result.done === true ? undefined : result.value;
  }

  /** Gives the slot back; for a stream that is not begun after all. */
  release(): void {
    this.#lease?.release();
    this.#lease = undefined;
  }

  /** One provider's try at the rest of a segment. */
  async *#speak(cursor: Cursor): AsyncGenerator<Uint8Array> {
    const lease = await this.#hold();
    const skip = { bytes: cursor.deliveredBytes };
    for (const part of this.#plan.partsFor(cursor.segment, lease.service.declaration)) {
      if (!hasWords(part.text)) {
        const silence = this.#fresh(this.#silence(silenceOf(part)), skip, lease.service);
        if (silence.length > 0) yield silence;
        continue;
      }
      using prompt = await this.#request.generation?.prompt?.load(this.#signal);
      await using stream = this.#open(part.text, lease, prompt);
      const pcm = await this.#begin(stream, lease);
      const pause = this.#fresh(this.#silence(part.pauseBeforeMs ?? 0), skip, lease.service);
      if (pause.length > 0) yield pause;
      const fader = new Fader({ before: part.joinsBefore, after: part.joinsAfter }, this.#known);
      for await (const frames of pcm) {
        const fresh = this.#fresh(fader.take(frames), skip, lease.service);
        if (fresh.length > 0) yield fresh;
      }
      const tail = this.#fresh(fader.end(), skip, lease.service);
      if (tail.length > 0) yield tail;
      this.#ledger.facts = { ...this.#ledger.facts, ...stream.facts() };
      lease.trial.completed();
    }
  }

  #open(text: string, lease: Lease, prompt: LoadedPrompt | undefined): ProviderStream {
    const { service } = lease;
    const { clock, audioSecondsPerCharacter } = this.#context;
    const request = wireRequest(text, this.#request, this.#ledger, service, prompt);
    try {
      this.#stream = new ProviderStream(service.provider, request, {
        clock,
        maxAudioSeconds: maxAudioSeconds(text, this.#request, audioSecondsPerCharacter),
        onAudio: (bytes, format) => this.#ledger.spoke(service, format, bytes),
        whenAnotherIsFree: (callback) =>
          this.#context.router.whenAnotherIsFree(this.#query, service, callback),
        signal: this.#signal,
      });
    } catch (thrown) {
      this.#refusal = thrown;
      throw thrown;
    }
    lease.holdUntil(this.#stream.closed);
    prompt?.sentTo(service.provider);
    return this.#stream;
  }

  /** Waits for the first audio. The first of all fixes format and voice for those who may go on. */
  async #begin(stream: ProviderStream, lease: Lease): Promise<AsyncIterable<Uint8Array>> {
    const { service, trial } = lease;
    const askedMs = this.#nowMs;
    const format = await stream.begin();
    const tookMs = this.#nowMs - askedMs;
    trial.firstAudio(tookMs);
    this.#ledger.providerMs ??= tookMs;
    this.#format ??= format;
    if (this.#request.generation === undefined) {
      this.#ledger.voice ??= this.#request.voice ?? service.declaration.defaultVoice;
    }
    if (this.#failed.size > 0) this.#ledger.recovered = true;
    if (sameFormat(format, this.#format)) return stream;
    return this.#context.resample(stream, format, this.#format, this.#signal);
  }

  /** What of some audio has not been delivered by an earlier attempt. */
  #fresh(pcm: Uint8Array, skip: { bytes: number }, service: Service): Uint8Array {
    if (skip.bytes === 0) return pcm;
    const skipped = Math.min(skip.bytes, pcm.length);
    skip.bytes -= skipped;
    this.#ledger.skipped(service, skipped);
    return pcm.subarray(skipped);
  }

  #deliver(frames: Uint8Array): void {
    const seconds = this.#ledger.audioSeconds + secondsOf(frames.length, this.#known);
    if (this.#request.mayHave?.(seconds) === false) throw quotaIsUsedUp();
    this.#ledger.delivered(this.#known, frames.length);
  }

  #silence(ms: number): Uint8Array {
    if (ms === 0) return nothing;
    this.#format ??= silentFormat;
    const frames = Math.round((this.#format.rateHz * ms) / 1000);
    return new Uint8Array(frames * bytesPerFrame(this.#format));
  }

  /** After a failure: makes ready for another try, or throws what the request fails with. */
  async #recover(thrown: unknown, cursor: Cursor): Promise<void> {
    this.#signal.throwIfAborted();
    const lease = this.#lease;
    // What no provider said is a fault of this hub or of the request, and nothing that others mend.
    if (lease === undefined || !(thrown instanceof Failure) || !this.#isProviders(thrown))
      throw thrown;
    cursor.attempts += 1;
    const recovery = recoveryFrom(thrown, {
      number: cursor.attempts,
      leftMs: cursor.patientUntilMs - this.#nowMs,
      isHeard: this.#format !== undefined,
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

  /** Whether a failure is the word, or the silence, of the provider that was asked last. */
  #isProviders(failure: Failure): boolean {
    return failure === this.#refusal || failure === this.#stream?.failure;
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

  get #known(): PcmFormat {
    if (this.#format === undefined) throw new Failure("INTERNAL", "No audio has come yet.");
    return this.#format;
  }

  get #nowMs(): number {
    return this.#context.clock.monotonicMs();
  }
}

/**
 * A piece without words is nothing that an engine could be blamed for not speaking: the pause that it
 * stands for, or a short silence where it is all there is.
 */
function silenceOf({ pauseBeforeMs, joinsBefore, joinsAfter }: Segment): number {
  return pauseBeforeMs ?? (joinsBefore || joinsAfter ? 0 : silenceMs);
}

const nothing = new Uint8Array(0);

/** What a text without words is spoken in, where nothing else says so. */
const silentFormat: PcmFormat = { rateHz: 24_000, channels: 1 };

function isNobodyLeft(thrown: unknown): boolean {
  const { code } = asFailure(thrown);
  return code === "NO_PROVIDER" || code === "NOT_READY" || code === "VOICE_NOT_FOUND";
}

function quotaIsUsedUp(): Failure {
  return new Failure("QUOTA_EXCEEDED", "The audio that this key may have is used up.");
}
