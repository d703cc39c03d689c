import type { Clock } from "../clock.ts";

/**
 * What a promise gives, or "nothing" where that takes longer than `ms`; undefined waits for as long as
 * it takes. Rejects with the signal's reason once it fires. The promise may be awaited again.
 */
export async function nextWithin<T>(
  promise: Promise<T>,
  ms: number | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<T | "nothing"> {
  signal.throwIfAborted();
  const { promise: given, resolve, reject } = Promise.withResolvers<T | "nothing">();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  using _ = ms === undefined ? undefined : clock.after(ms, () => resolve("nothing"));
  promise.then(resolve, reject);
  try {
    return await given;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
