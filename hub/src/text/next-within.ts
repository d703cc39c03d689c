import type { Clock } from "../clock.ts";

/**
 * Resolves to what the promise gives, or to "nothing" after `ms` (undefined: no bound). Rejects with the
 * signal's reason when it fires. The promise may be awaited again.
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
