import { setTimeout as sleep } from "node:timers/promises";

/** Waits for a promise, but no longer than this; leaves no timer behind. Throws what the promise does. */
export async function atMost(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: done.signal }).catch(() => undefined);
  try {
    await Promise.race([promise, late]);
  } finally {
    done.abort();
  }
}
