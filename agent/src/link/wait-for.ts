import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for so long, or until one of the events happens, or the signal fires. Each event is given a
 * signal that ends it; nothing is left behind.
 */
export async function waitFor(
  timeoutMs: number,
  events: readonly ((signal: AbortSignal) => Promise<void>)[],
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const waits = [
    sleep(timeoutMs, undefined, { signal: either }),
    ...events.map((one) => one(either)),
  ];
  await Promise.race(waits).catch(() => undefined);
  over.abort();
  await Promise.allSettled(waits);
}
