import { Failure } from "@club/shared/wire/failures.ts";

/** Bounds the waits of one piece of work, and ends the work when one of them takes too long. */
export type Watchdog = {
  /** For the work: fires with the caller's signal, with a wait that took too long, and with `stop`. */
  readonly signal: AbortSignal;
  /**
   * Waits for a step of the work. Throws CANCELLED once the caller's signal fired, ENGINE_FAILED when
   * the step took longer than `timeoutMs`, and otherwise what the step throws.
   */
  wait<T>(step: Promise<T>, timeoutMs: number, what: string): Promise<T>;
  /** Ends the work for a wait that took too long. */
  expire(what: string, timeoutMs: number): void;
  /** Why a step of the work really failed: what ended the work, or the step's own error. */
  blame(error: unknown): unknown;
  /** Ends the work; every resource that listens to `signal` is let go. */
  stop(): void;
};

/**
 * Its maker stops it. (`AbortSignal.any` would need no stopping, at a price: what hangs on its signals
 * is garbage that only a collection of the whole heap takes away.)
 */
export function watchdog(caller: AbortSignal): Watchdog {
  const own = new AbortController();
  const { signal } = own;
  const follow = (): void => own.abort(caller.reason);
  caller.addEventListener("abort", follow, { once: true });
  if (caller.aborted) follow();
  return {
    signal,
    async wait(step, timeoutMs, what) {
      const timer = setTimeout(() => this.expire(what, timeoutMs), timeoutMs);
      try {
        return await Promise.race([step, aborted(signal, step)]);
      } catch (error) {
        throw this.blame(error);
      } finally {
        clearTimeout(timer);
      }
    },
    expire: (what, timeoutMs) => own.abort(tooSlow(what, timeoutMs)),
    blame: (error) => reasonOf(error, caller, signal),
    // A reason of one's own spares Node the making of a DOMException for every utterance.
    stop() {
      caller.removeEventListener("abort", follow);
      own.abort(stopped);
    },
  };
}

const stopped = "stopped";

/** Rejects when the signal fires, so that a step which ignores it still ends; silent once the step has. */
function aborted(signal: AbortSignal, step: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const fire = () => reject(new Failure("CANCELLED", "The work was ended."));
    if (signal.aborted) return fire();
    signal.addEventListener("abort", fire, { once: true });
    const settled = () => signal.removeEventListener("abort", fire);
    step.then(settled, settled);
  });
}

function reasonOf(error: unknown, caller: AbortSignal, own: AbortSignal): unknown {
  if (caller.aborted) return new Failure("CANCELLED", "The request was cancelled.");
  return own.reason instanceof Failure ? own.reason : error;
}

function tooSlow(what: string, timeoutMs: number): Failure {
  return new Failure("ENGINE_FAILED", `${what} took longer than ${timeoutMs / 1000} s.`);
}
