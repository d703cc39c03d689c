/**
 * The hub's only way to ask for the time and to wait. Everything that has a bound is given one, so
 * that a test decides what time it is.
 */
export interface Clock {
  /** Never jumps: for durations and bounds. */
  monotonicMs(): number;
  /** Milliseconds since 1970: for what people read and what is stored. */
  wallMs(): number;
  /** Calls back once in `ms`, unless the timer is disposed of before. */
  after(ms: number, callback: () => void): Disposable;
}

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

/** Resolves in `ms`. Rejects with the signal's reason once it fires. */
export async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  using _ = clock.after(ms, resolve);
  try {
    await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
