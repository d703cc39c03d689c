import { Failure } from "@club/shared/wire/failures.ts";
import { decodeRetryAfterMs } from "./limits.ts";

/**
 * Lets so many through at once, and so many wait for their turn. By hand, because async-mutex has no
 * signal and no bound for those who wait, and p-queue's signal also gives up work that is running: its
 * place would be free while its decoder still lives.
 */
export class Semaphore {
  readonly #most: number;
  readonly #mostWaiting: number;
  readonly #refusal: () => Failure;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(most: number, mostWaiting: number, refusal: () => Failure = busy) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
    this.#refusal = refusal;
  }

  /** A place, given back by disposing of it. Throws the refusal (BUSY) when too many wait, and the signal's reason. */
  async enter(signal: AbortSignal): Promise<Disposable> {
    signal.throwIfAborted();
    if (this.#inside >= this.#most) await this.#wait(signal);
    else this.#inside += 1;
    return { [Symbol.dispose]: () => this.#leave() };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= this.#mostWaiting) throw this.#refusal();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = (): void => {
      this.#waiting.delete(resolve);
      reject(signal.reason as Error);
    };
    this.#waiting.add(resolve);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** The place goes to the one who has waited longest. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

function busy(): Failure {
  const message = "Too many recordings are being decoded. Try again in a few seconds.";
  const options = { retryAfterMs: decodeRetryAfterMs, elsewhere: false };
  return new Failure("BUSY", message, options);
}
