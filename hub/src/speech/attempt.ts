import { bytesPerFrame, type PcmFormat, sameFormat } from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import type { Service } from "../providers/provider.ts";
import { ProviderStream } from "../providers/provider-stream.ts";
import type { Lease } from "../routing/lease.ts";
import type { Segment } from "../text/segments.ts";
import { hasWords } from "../text/words.ts";
import { Fader } from "./fader.ts";
import type { Ledger } from "./ledger.ts";
import { silenceMs } from "./limits.ts";
import { ignoredBy } from "./parameters.ts";
import type { SpeechRequest } from "./speech-request.ts";
import { maxAudioSeconds, wireRequest } from "./utterance.ts";
import type { LoadedPrompt } from "./voice-generation.ts";

export type Resample = (
  pcm: AsyncIterable<Uint8Array>,
  from: PcmFormat,
  to: PcmFormat,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>;

/** What all attempts at one request share. */
export type AttemptContext = {
  readonly request: SpeechRequest;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly resample: Resample;
  /** The slowest speech that a provider may give; more is its fault. */
  readonly audioSecondsPerCharacter: number;
  readonly signal: AbortSignal;
  /** Calls back when a service other than this one could take over. */
  readonly whenAnotherIsFree: (service: Service, callback: () => void) => Disposable;
  /** The format of all of the audio: the first that is heard sets it. */
  format: PcmFormat | undefined;
};

/** One provider's try at a segment, without what earlier attempts have delivered of it. */
export class Attempt {
  readonly #lease: Lease;
  readonly #context: AttemptContext;
  #skipBytes: number;
  /** The provider's stream that is spoken from, and its refusal where it could not be opened. */
  #stream: ProviderStream | undefined;
  #refusal: unknown;

  constructor(lease: Lease, skipBytes: number, context: AttemptContext) {
    this.#lease = lease;
    this.#skipBytes = skipBytes;
    this.#context = context;
  }

  /** The audio of a segment's parts, in whole frames of the request's format. */
  async *speak(parts: readonly Segment[]): AsyncGenerator<Uint8Array> {
    const { request, ledger, signal } = this.#context;
    for (const part of parts) {
      if (!hasWords(part.text)) {
        const silence = this.#fresh(this.#silence(silenceOf(part)));
        if (silence.length > 0) yield silence;
        continue;
      }
      using prompt = await request.generation?.prompt?.load(signal);
      await using stream = this.#open(part.text, prompt);
      const pcm = await this.#begin(stream);
      const pause = this.#fresh(this.#silence(part.pauseBeforeMs ?? 0));
      if (pause.length > 0) yield pause;
      const fader = new Fader({ before: part.joinsBefore, after: part.joinsAfter }, this.#format);
      for await (const frames of pcm) {
        const fresh = this.#fresh(fader.take(frames));
        if (fresh.length > 0) yield fresh;
      }
      const tail = this.#fresh(fader.end());
      if (tail.length > 0) yield tail;
      ledger.facts = { ...ledger.facts, ...stream.facts() };
      this.#lease.trial.completed();
    }
  }

  /** Whether a failure is the word, or the silence, of the provider: not the hub's own. */
  isProviders(thrown: unknown): thrown is Failure {
    if (!(thrown instanceof Failure)) return false;
    return thrown === this.#refusal || thrown === this.#stream?.failure;
  }

  #open(text: string, prompt: LoadedPrompt | undefined): ProviderStream {
    const { service } = this.#lease;
    const { request, ledger, clock, signal } = this.#context;
    const { audioSecondsPerCharacter, whenAnotherIsFree } = this.#context;
    const opening = wireRequest(text, request, ledger, service, prompt);
    try {
      this.#stream = new ProviderStream(service.provider, opening, {
        clock,
        maxAudioSeconds: maxAudioSeconds(text, request, audioSecondsPerCharacter),
        onAudio: (bytes, format) => ledger.spoke(service, format, bytes),
        whenAnotherIsFree: (callback) => whenAnotherIsFree(service, callback),
        warmUpMs: service.warmUpMs,
        signal,
      });
    } catch (thrown) {
      this.#refusal = thrown;
      throw thrown;
    }
    this.#lease.holdUntil(this.#stream.closed);
    prompt?.sentTo(service.provider);
    return this.#stream;
  }

  /** Waits for the first audio. The first of all fixes format and voice for those who may go on. */
  async #begin(stream: ProviderStream): Promise<AsyncIterable<Uint8Array>> {
    const { service, trial } = this.#lease;
    const { request, ledger, clock, resample, signal } = this.#context;
    const askedMs = clock.monotonicMs();
    const format = await stream.begin();
    const tookMs = clock.monotonicMs() - askedMs;
    trial.firstAudio(tookMs);
    ledger.providerMs ??= tookMs;
    this.#context.format ??= format;
    for (const name of ignoredBy(request, service.declaration)) ledger.ignored.add(name);
    if (request.generation === undefined) {
      ledger.voice ??= request.voice ?? service.declaration.defaultVoice;
    }
    return sameFormat(format, this.#format)
      ? stream
      : resample(stream, format, this.#format, signal);
  }

  /** What of some audio has not been delivered by an earlier attempt. */
  #fresh(pcm: Uint8Array): Uint8Array {
    if (this.#skipBytes === 0) return pcm;
    const skipped = Math.min(this.#skipBytes, pcm.length);
    this.#skipBytes -= skipped;
    this.#context.ledger.skipped(this.#lease.service, skipped);
    return pcm.subarray(skipped);
  }

  #silence(ms: number): Uint8Array {
    if (ms === 0) return nothing;
    this.#context.format ??= silentFormat;
    const frames = Math.round((this.#format.rateHz * ms) / 1000);
    return new Uint8Array(frames * bytesPerFrame(this.#format));
  }

  get #format(): PcmFormat {
    if (this.#context.format === undefined) throw new Failure("INTERNAL", "No audio has come yet.");
    return this.#context.format;
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
