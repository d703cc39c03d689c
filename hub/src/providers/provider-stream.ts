import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Request } from "@club/shared/mux/hub-endpoint.ts";
import type { HubStream } from "@club/shared/mux/hub-stream.ts";
import { Failure, type ResetCode } from "@club/shared/wire/failures.ts";
import { firstAudioTimeoutMs, idleTimeoutMs, lookMs, moveAfterMs } from "./limits.ts";
import type { Provider } from "./provider.ts";

/** One stream of a provider, as what it is for: audio to be pulled. */
export interface Spoken {
  /** Resolves with the audio's format once the provider has accepted; rejects with its Failure. */
  readonly format: Promise<PcmFormat>;
  /**
   * The audio, cut anywhere. Credit goes back to the provider when the next piece is asked for.
   * Throws the provider's Failure; leaving the iteration cancels the stream.
   */
  readonly audio: AsyncIterable<Uint8Array>;
  /** Resolves when the provider's slot is free again. */
  readonly closed: Promise<void>;
  /** What the engine said of the utterance, once the audio has ended. */
  readonly facts: () => Readonly<Record<string, string | number>>;
}

/**
 * Opens a stream at a provider. The signal cancels it. Throws NOT_READY when the provider has gone.
 * While the provider's socket is down `canMove` is asked whether another could go on: if so the
 * stream fails with CONN_LOST soon, else it waits for as long as the session can be resumed.
 */
export function openSpoken(
  provider: Provider,
  request: Request,
  canMove: () => boolean,
  signal: AbortSignal,
): Spoken {
  return new SpokenStream(provider, request, canMove, signal);
}

/** A wait for the provider: since when, and for how long its socket has been down meanwhile. */
type Waiting = { readonly sinceMs: number; downMs: number };

type Progress =
  | { readonly at: "arriving" }
  | { readonly at: "ended" }
  | { readonly at: "failed"; readonly failure: Failure };

class SpokenStream implements Spoken {
  readonly format: Promise<PcmFormat>;
  readonly closed: Promise<void>;
  readonly #accepted = Promise.withResolvers<PcmFormat>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #signal: AbortSignal;
  readonly #provider: Provider;
  readonly #canMove: () => boolean;
  readonly #stream: HubStream;
  #progress: Progress = { at: "arriving" };
  #facts: Readonly<Record<string, string | number>> = {};
  #wake: () => void = () => undefined;

  constructor(provider: Provider, request: Request, canMove: () => boolean, signal: AbortSignal) {
    this.#provider = provider;
    this.#canMove = canMove;
    this.#signal = signal;
    this.format = this.#accepted.promise;
    this.closed = this.#closed.promise;
    this.format.catch(() => undefined);
    this.#stream = provider.open(request, this.#listener(), performance.now());
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  get audio(): AsyncIterable<Uint8Array> {
    return this.#audio();
  }

  facts = (): Readonly<Record<string, string | number>> => this.#facts;

  async *#audio(): AsyncGenerator<Uint8Array> {
    let patienceMs = firstAudioTimeoutMs;
    try {
      for (;;) {
        const bytes = this.#stream.take();
        if (bytes !== undefined) {
          yield bytes;
          this.#stream.release(bytes.length);
          patienceMs = idleTimeoutMs;
        } else if (this.#progress.at === "arriving") {
          await this.#more(patienceMs);
        } else {
          if (this.#progress.at === "failed") throw this.#progress.failure;
          return;
        }
      }
    } finally {
      this.#signal.removeEventListener("abort", this.#onAbort);
      if (this.#progress.at === "arriving") this.#cancel("CANCELLED", "No longer wanted.");
    }
  }

  /** Resolves when something has happened; gives the stream up when nothing does. */
  async #more(patienceMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const waiting: Waiting = { sinceMs: performance.now(), downMs: 0 };
    const timer = setInterval(() => this.#look(waiting, patienceMs), lookMs);
    try {
      await promise;
    } finally {
      clearInterval(timer);
    }
  }

  #look(waiting: Waiting, patienceMs: number): void {
    waiting.downMs = this.#provider.isConnected ? 0 : waiting.downMs + lookMs;
    if (performance.now() - waiting.sinceMs >= patienceMs) {
      this.#giveUp("ENGINE_FAILED", "The provider gave no audio for too long.");
    } else if (waiting.downMs >= moveAfterMs && this.#canMove()) {
      this.#giveUp("CONN_LOST", "The connection to the provider was lost.");
    }
  }

  #giveUp(code: ResetCode, message: string): void {
    this.#cancel("CANCELLED", message);
    this.#fail(new Failure(code, message));
  }

  #onAbort = (): void => {
    const reason: unknown = this.#signal.reason;
    this.#cancel("CANCELLED", "The consumer has gone.");
    this.#fail(reason instanceof Failure ? reason : new Failure("CANCELLED", "Cancelled."));
  };

  #cancel(code: ResetCode, message: string): void {
    this.#stream.reset(code, message, performance.now());
  }

  #fail(failure: Failure): void {
    if (this.#progress.at === "arriving") this.#progress = { at: "failed", failure };
    this.#accepted.reject(failure);
    this.#wake();
  }

  #listener(): Parameters<Provider["open"]>[1] {
    return {
      accepted: (format) => this.#accepted.resolve(format),
      readable: () => this.#wake(),
      ended: (facts) => {
        this.#facts = facts;
        this.#progress = { at: "ended" };
        this.#wake();
      },
      failed: (failure) => this.#fail(failure),
      closed: () => this.#closed.resolve(),
    };
  }
}
