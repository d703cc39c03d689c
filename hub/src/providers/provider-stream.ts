import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerFrame, type PcmFormat, secondsOf } from "@club/shared/audio/pcm-format.ts";
import type { Request } from "@club/shared/mux/hub-endpoint.ts";
import type { HubStream } from "@club/shared/mux/hub-stream.ts";
import { Failure, type ResetCode } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import { firstAudioTimeoutMs, idleTimeoutMs, minAudioPerWait, moveAfterMs } from "./limits.ts";
import type { ConnectionEvent, Provider } from "./provider.ts";

/** What an engine says of an utterance, e.g. its seed. */
export type EngineFacts = Readonly<Record<string, string | number>>;

export type ProviderStreamOptions = {
  readonly clock: Clock;
  /** More audio than this is the provider's fault: so long a text cannot be. */
  readonly maxAudioSeconds: number;
  /** Told of all audio as it is given out, in bytes. */
  readonly onAudio: (bytes: number, format: PcmFormat) => void;
  /**
   * Asks to be called back when another provider could take over. Where there is one, a stream whose
   * socket is down fails with CONN_LOST soon; else it waits for as long as the session can resume.
   */
  readonly whenAnotherIsFree: (callback: () => void) => Disposable;
  /** How long the engine takes before it can speak at all; 0 for one that runs. */
  readonly warmUpMs?: number;
  /** Cancels the stream. */
  readonly signal: AbortSignal;
};

type Progress =
  | { readonly at: "arriving" }
  | { readonly at: "ended" }
  | { readonly at: "failed"; readonly failure: Failure };

/**
 * One utterance of one provider: pulled as PCM in whole frames. Credit goes back to the provider
 * when the next piece is asked for. Throws the provider's Failure; leaving the iteration or disposing
 * of it cancels. Written without a generator, which would be one more hop for every chunk.
 */
export class ProviderStream implements AsyncIterableIterator<Uint8Array>, AsyncDisposable {
  /** Resolves once the provider has accepted; rejects with the Failure. */
  readonly format: Promise<PcmFormat>;
  /** Resolves when the provider's slot is free again. */
  readonly closed: Promise<void>;
  readonly #options: ProviderStreamOptions;
  readonly #stream: HubStream;
  readonly #accepted = Promise.withResolvers<PcmFormat>();
  readonly #closed = Promise.withResolvers<void>();
  #unwatch: () => void = () => undefined;
  #progress: Progress = { at: "arriving" };
  #cutter: FrameCutter | undefined;
  #pcmFormat: PcmFormat | undefined;
  #first: Uint8Array | undefined;
  #facts: EngineFacts = {};
  /** Bytes given out, whose credit is still to be returned. */
  #takenBytes = 0;
  #receivedBytes = 0;
  /** The time spent waiting since so many bytes had come: the provider's pace. */
  #waitedMs = 0;
  #pacedBytes = 0;
  #wake: (() => void) | undefined;
  #waitingSinceMs = 0;
  #bound: Disposable | undefined;
  #outage: Disposable | undefined;
  #mayMove = false;

  /** Opens it. Throws NOT_READY when the provider takes no requests. */
  constructor(provider: Provider, request: Request, options: ProviderStreamOptions) {
    this.#options = options;
    this.format = this.#accepted.promise;
    this.format.catch(() => undefined);
    this.closed = this.#closed.promise;
    this.#stream = provider.open(request, this.#listener(), options.clock.monotonicMs());
    this.#unwatch = provider.watch((event) => this.#onConnection(event));
    const { signal } = options;
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  /** What the engine said of the utterance; complete once the audio has ended. */
  facts(): EngineFacts {
    return this.#facts;
  }

  /** Why it failed, if it did. */
  get failure(): Failure | undefined {
    return this.#progress.at === "failed" ? this.#progress.failure : undefined;
  }

  /**
   * Waits for the first audio, which stays to be pulled, and returns its format. Throws ENGINE_FAILED
   * when there is none at all.
   */
  async begin(): Promise<PcmFormat> {
    const first = await this.next();
    if (first.done === true) {
      const failure = new Failure("ENGINE_FAILED", "The provider gave no audio.");
      this.#progress = { at: "failed", failure };
      throw failure;
    }
    this.#first = first.value;
    return await this.format;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const first = this.#first;
    this.#first = undefined;
    if (first !== undefined) return { done: false, value: first };
    if (this.#takenBytes > 0) this.#stream.release(this.#takenBytes);
    this.#takenBytes = 0;
    for (;;) {
      const frames = this.#take();
      if (frames !== undefined) return { done: false, value: frames };
      if (this.#progress.at === "failed") throw this.#progress.failure;
      if (this.#progress.at === "ended") return { done: true, value: undefined };
      await this.#more();
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    await this[Symbol.asyncDispose]();
    return { done: true, value: undefined };
  }

  [Symbol.asyncDispose](): Promise<void> {
    if (this.#progress.at === "arriving") {
      this.#cancel("No longer wanted.");
      this.#progress = { at: "ended" };
    }
    this.#settle();
    return Promise.resolve();
  }

  /** The next whole frames that are here. */
  #take(): Uint8Array | undefined {
    for (;;) {
      const bytes = this.#stream.take();
      if (bytes === undefined || this.#cutter === undefined || this.#pcmFormat === undefined) {
        return undefined;
      }
      this.#receivedBytes += bytes.length;
      this.#takenBytes += bytes.length;
      if (this.#isTooLong) {
        this.#giveUp("ENGINE_FAILED", "The provider gave far more audio than the text can be.");
        return undefined;
      }
      const frames = this.#cutter.take(bytes);
      if (frames.length > 0) {
        this.#options.onAudio(frames.length, this.#pcmFormat);
        return frames;
      }
    }
  }

  get #isTooLong(): boolean {
    const { maxAudioSeconds } = this.#options;
    return this.#pcmFormat !== undefined && this.#secondsOf(this.#receivedBytes) > maxAudioSeconds;
  }

  /** Resolves when something has happened; gives the stream up when nothing does. */
  async #more(): Promise<void> {
    if (this.#mayMove) return this.#move();
    const { clock } = this.#options;
    this.#waitingSinceMs = clock.monotonicMs();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    this.#bound ??= this.#boundWait(idleTimeoutMs);
    await promise;
    this.#wake = undefined;
    this.#notePace(clock.monotonicMs() - this.#waitingSinceMs);
  }

  get #patienceMs(): number {
    if (this.#receivedBytes > 0) return idleTimeoutMs;
    return firstAudioTimeoutMs + (this.#options.warmUpMs ?? 0);
  }

  /**
   * One timer for the stream, and not one for every wait: it looks when the wait began. It never waits
   * for longer than `idleTimeoutMs`, which is the bound as soon as audio has come.
   */
  #boundWait(ms: number): Disposable {
    const { clock } = this.#options;
    return clock.after(Math.min(ms, idleTimeoutMs), () => {
      this.#bound = undefined;
      if (this.#wake === undefined) return;
      const leftMs = this.#waitingSinceMs + this.#patienceMs - clock.monotonicMs();
      if (leftMs > 0) this.#bound = this.#boundWait(leftMs);
      else this.#giveUp("ENGINE_FAILED", "The provider gave no audio for too long.");
    });
  }

  /** A trickle of audio holds a slot as long as it likes, unless somebody measures it. */
  #notePace(waitedMs: number): void {
    if (this.#receivedBytes === 0) return;
    this.#waitedMs += waitedMs;
    if (this.#waitedMs < idleTimeoutMs) return;
    const seconds = this.#secondsOf(this.#receivedBytes - this.#pacedBytes);
    if (seconds * 1000 < this.#waitedMs * minAudioPerWait) {
      this.#giveUp("ENGINE_FAILED", "The provider speaks too slowly to go on.");
    }
    this.#waitedMs = 0;
    this.#pacedBytes = this.#receivedBytes;
  }

  #secondsOf(bytes: number): number {
    return this.#pcmFormat === undefined ? 0 : secondsOf(bytes, this.#pcmFormat);
  }

  #onConnection(event: ConnectionEvent): void {
    this.#outage?.[Symbol.dispose]();
    this.#outage = undefined;
    this.#mayMove = false;
    if (event === "back" || this.#progress.at !== "arriving") return;
    this.#outage = this.#options.clock.after(moveAfterMs, () => {
      this.#outage = this.#options.whenAnotherIsFree(() => this.#canMove());
    });
  }

  /** What has arrived is still delivered: only one who waits for more moves. */
  #canMove(): void {
    if (this.#wake === undefined) this.#mayMove = true;
    else this.#move();
  }

  #move(): void {
    this.#giveUp("CONN_LOST", "The connection to the provider was lost.");
  }

  #giveUp(code: ResetCode, message: string): void {
    this.#cancel(message);
    this.#fail(new Failure(code, message));
  }

  #onAbort = (): void => {
    const reason: unknown = this.#options.signal.reason;
    this.#cancel("The consumer has gone.");
    this.#fail(reason instanceof Failure ? reason : new Failure("CANCELLED", "Cancelled."));
  };

  #cancel(message: string): void {
    this.#stream.reset("CANCELLED", message, this.#options.clock.monotonicMs());
  }

  #fail(failure: Failure): void {
    if (this.#progress.at !== "failed") this.#progress = { at: "failed", failure };
    this.#accepted.reject(failure);
    this.#settle();
    this.#wake?.();
  }

  /** Nothing more will come: no timer, watcher or listener stays. */
  #settle(): void {
    this.#unwatch();
    this.#bound?.[Symbol.dispose]();
    this.#outage?.[Symbol.dispose]();
    this.#options.signal.removeEventListener("abort", this.#onAbort);
  }

  #listener(): Parameters<Provider["open"]>[1] {
    return {
      accepted: (format) => {
        this.#pcmFormat = format;
        this.#cutter = new FrameCutter(bytesPerFrame(format));
        this.#accepted.resolve(format);
      },
      readable: () => this.#wake?.(),
      ended: (facts) => {
        this.#facts = facts;
        if (this.#progress.at === "arriving") this.#progress = { at: "ended" };
        this.#settle();
        this.#wake?.();
      },
      failed: (failure) => this.#fail(failure),
      closed: () => this.#closed.resolve(),
    };
  }
}
