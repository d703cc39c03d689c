import { type PcmFormat, sameFormat } from "@club/shared/audio/pcm-format.ts";
import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import type { Logger } from "pino";
import type { Service } from "../providers/provider.ts";
import type { ServiceQuery } from "../routing/choose.ts";
import { fade } from "./fade.ts";
import type { Ledger } from "./ledger.ts";
import { maxQueueMs } from "../routing/limits.ts";
import { deadlineMs, maxAttempts } from "./limits.ts";
import type { Lease, Router } from "../routing/router.ts";
import { openUtterance } from "./open-utterance.ts";
import { splitPiece, splitText } from "../text/split-text.ts";
import {
  promptFor,
  sceneText,
  sceneWants,
  settingsFor,
  type LoadedPrompt,
} from "./voice-generation.ts";
import type { SpeechRequest } from "./speech-request.ts";

export type FailoverContext = {
  readonly router: Router;
  readonly resample: Resample;
  readonly log: Logger;
  /** A provider failed in a request that may go on with another. */
  readonly onFailover: (service: Service, failure: Failure) => void;
};

export type Resample = (
  pcm: AsyncIterable<Uint8Array>,
  from: PcmFormat,
  to: PcmFormat,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>;

/**
 * One text as one stream of PCM, by whichever providers it takes. A provider that fails is followed
 * by another that speaks the unfinished piece again; what has been delivered of it is skipped, so
 * that the listener hears nothing of it. One slot is held for the whole of the text.
 */
export class FailoverStream {
  readonly #request: SpeechRequest;
  readonly #ledger: Ledger;
  readonly #context: FailoverContext;
  readonly #signal: AbortSignal;
  readonly #failed = new Set<Service>();
  #lease: Lease | undefined;
  #format: PcmFormat | undefined;

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
  }

  /** Waits for a slot. Throws NO_PROVIDER, VOICE_NOT_FOUND, BUSY. */
  async prepare(): Promise<void> {
    this.#lease = await this.#acquire();
    this.#ledger.queueMs = this.#ledger.elapsedMs();
  }

  /** The format of all of the audio; known once the first of it has been pulled. */
  get format(): PcmFormat | undefined {
    return this.#format;
  }

  /** The audio, in whole frames of one format. Leaving the iteration stops the provider. */
  async *audio(): AsyncGenerator<Uint8Array> {
    try {
      const lease = await this.#hold();
      const { text, scene } = this.#request;
      const pieces = scene ? [text] : splitText(text, lease.service.declaration);
      for (const [at, piece] of pieces.entries()) {
        const joins = { before: at > 0, after: at < pieces.length - 1 };
        yield* fade(this.#speakPiece(piece), joins, () => this.#knownFormat);
      }
    } finally {
      this.release();
    }
  }

  /** Gives the slot back; for a narration that is not begun after all. */
  release(): void {
    this.#lease?.release();
    this.#lease = undefined;
  }

  /** One piece, spoken again by others as often as it takes. */
  async *#speakPiece(piece: string): AsyncGenerator<Uint8Array> {
    let deliveredBytes = 0;
    const untilMs = performance.now() + maxQueueMs;
    for (let attempt = 1; ; attempt += 1) {
      const lease = await this.#hold();
      try {
        for await (const fresh of this.#attempt(piece, lease, deliveredBytes)) {
          deliveredBytes += fresh.length;
          yield fresh;
        }
        return;
      } catch (thrown) {
        // What is no Failure is a fault of this hub, and nothing that a provider could mend.
        if (!(thrown instanceof Failure)) throw thrown;
        await this.#recover(thrown, lease, attempt, untilMs);
      }
    }
  }

  /** One provider's try at a piece, without its first `skipBytes`. */
  async *#attempt(piece: string, lease: Lease, skipBytes: number): AsyncGenerator<Uint8Array> {
    let leftBytes = skipBytes;
    const { scene } = this.#request;
    const { declaration } = lease.service;
    const parts = scene ? [sceneText(scene, declaration)] : splitPiece(piece, declaration);
    for (const [at, part] of parts.entries()) {
      const joins = { before: at > 0, after: at < parts.length - 1 };
      for await (const pcm of fade(this.#utter(part, lease), joins, () => this.#knownFormat)) {
        const skipped = Math.min(leftBytes, pcm.length);
        leftBytes -= skipped;
        if (skipped > 0) this.#ledger.skipped(lease.service, this.#knownFormat, skipped);
        if (skipped < pcm.length) yield pcm.subarray(skipped);
      }
    }
  }

  /** One stream of one provider, brought to the narration's format. */
  async *#utter(text: string, lease: Lease): AsyncGenerator<Uint8Array> {
    const { service } = lease;
    const askedMs = performance.now();
    using prompt = await this.#request.scene?.prompt?.load(this.#signal);
    await using utterance = openUtterance(
      service,
      this.#wireRequest(text, service.declaration, prompt),
      () => this.#context.router.hasOther(this.#want, service),
      this.#signal,
    );
    lease.holdUntil(utterance.closed);
    prompt?.sentTo(service.provider);
    const format = await utterance.begin();
    if (format === undefined) return;
    const tookMs = performance.now() - askedMs;
    service.standing.succeed(tookMs);
    this.#ledger.providerMs ??= tookMs;
    this.#heard(service, format);
    const target = this.#knownFormat;
    const own = utterance.audio((bytes) => this.#ledger.spoke(service, format, bytes));
    yield* sameFormat(format, target)
      ? own
      : this.#context.resample(own, format, target, this.#signal);
    this.#ledger.facts = { ...this.#ledger.facts, ...utterance.facts() };
  }

  /** The first audio fixes the format and the voice for whoever may have to go on. */
  #heard(service: Service, format: PcmFormat): void {
    this.#format ??= format;
    if (this.#request.scene === undefined) {
      this.#ledger.voice ??= this.#request.voice ?? service.declaration.defaultVoice;
    }
    if (this.#failed.size > 0) this.#ledger.recovered = true;
  }

  /** After a failure: makes ready for another try, or throws what the request fails with. */
  async #recover(failure: Failure, lease: Lease, attempt: number, untilMs: number): Promise<void> {
    this.#signal.throwIfAborted();
    this.release();
    if (isPassing(failure) && performance.now() < untilMs) {
      lease.service.pause(performance.now());
    } else {
      if (isProvidersFault(failure)) lease.service.standing.fail(failure, performance.now());
      if (!failure.elsewhere || attempt >= maxAttempts) throw failure;
      if (this.#format !== undefined && !this.#isVoiceKnown) throw failure;
      this.#failed.add(lease.service);
      this.#context.onFailover(lease.service, failure);
    }
    this.#lease = await this.#acquire().catch((thrown: unknown) => {
      throw isNobodyLeft(thrown) ? failure : thrown;
    });
  }

  async #hold(): Promise<Lease> {
    this.#lease ??= await this.#acquire();
    return this.#lease;
  }

  #acquire(): Promise<Lease> {
    return this.#context.router.acquire(this.#want, this.#signal);
  }

  get #want(): ServiceQuery {
    const { caller, model, voice, scene } = this.#request;
    const heard = this.#ledger.voice ?? voice;
    const want = { caller, model, voice: heard, features: [], except: this.#failed };
    return scene === undefined ? want : { ...want, ...sceneWants(scene) };
  }

  /** Whether another provider could go on in the same voice: a scene's comes of its samples and seed. */
  get #isVoiceKnown(): boolean {
    return this.#ledger.voice !== undefined || this.#request.scene !== undefined;
  }

  get #knownFormat(): PcmFormat {
    if (this.#format === undefined) throw new Failure("INTERNAL", "No audio has come yet.");
    return this.#format;
  }

  #wireRequest(
    text: string,
    service: ServiceDeclaration,
    prompt: LoadedPrompt | undefined,
  ): Parameters<typeof openUtterance>[1] {
    const { id, language, instructions, trace, voice, scene } = this.#request;
    const heard = this.#ledger.voice ?? voice;
    return {
      request: id,
      text,
      parameters: settingsFor(this.#request, service),
      deadlineMs: Math.max(1, Math.round(deadlineMs - this.#ledger.elapsedMs())),
      ...(heard !== undefined && { voice: heard }),
      ...(language !== undefined && { language }),
      ...(instructions !== undefined && { instructions }),
      ...(trace !== undefined && { trace }),
      ...promptFor(scene, prompt, service),
    };
  }
}

/** Whether a failure speaks against the provider; the hub's own and the request's do not. */
function isProvidersFault(failure: Failure): boolean {
  return failure.elsewhere && !isPassing(failure);
}

/** Whether the same provider may well take it in a moment; a hub that is full says that nobody else can. */
function isPassing({ code, elsewhere }: Failure): boolean {
  return elsewhere && (code === "BUSY" || code === "NOT_READY");
}

function isNobodyLeft(thrown: unknown): boolean {
  const { code } = asFailure(thrown);
  return code === "NO_PROVIDER" || code === "VOICE_NOT_FOUND";
}
