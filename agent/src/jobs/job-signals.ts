import type { AgentStream } from "@club/shared/mux/agent-stream.ts";
import type { Failure } from "@club/shared/wire/failures.ts";

/** A stream's events as things to wait for. */
export type JobSignals = {
  /** Fires when the hub cancels, the deadline passes or the connection is lost; its reason is a Failure. */
  readonly signal: AbortSignal;
  /** When it fired, on the clock given. */
  readonly cancelledMs: () => number | undefined;
  /** Resolves when the stream may have room again; rejects with the Failure once `signal` fired. */
  readonly writable: () => Promise<void>;
  /** Resolves when a piece of the recording may be there; rejects likewise. */
  readonly promptReadable: () => Promise<void>;
};

export function listenTo(stream: AgentStream, now: () => number): JobSignals {
  const controller = new AbortController();
  const writable = new Condition(controller.signal);
  const promptReadable = new Condition(controller.signal);
  let cancelledMs: number | undefined;
  stream.listen({
    cancelled(failure: Failure) {
      cancelledMs ??= now();
      controller.abort(failure);
    },
    writable: () => writable.notify(),
    promptReadable: () => promptReadable.notify(),
  });
  return {
    signal: controller.signal,
    cancelledMs: () => cancelledMs,
    writable: () => writable.wait(),
    promptReadable: () => promptReadable.wait(),
  };
}

/**
 * A condition variable for one waiter, who looks at the condition before each wait: a notification
 * that nobody waits for is not remembered.
 */
class Condition {
  readonly #signal: AbortSignal;
  #waiter: PromiseWithResolvers<void> | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#waiter?.reject(signal.reason as Failure), {
      once: true,
    });
  }

  notify(): void {
    this.#waiter?.resolve();
    this.#waiter = undefined;
  }

  async wait(): Promise<void> {
    this.#signal.throwIfAborted();
    this.#waiter ??= Promise.withResolvers();
    await this.#waiter.promise;
  }
}
