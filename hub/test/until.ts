import { setTimeout as delay } from "node:timers/promises";

const boundMs = 20_000;
const stepMs = 10;

/** Waits until a condition holds. Throws, naming it, when it does not within the bound. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + boundMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not in time: ${what}`);
    await delay(stepMs);
  }
}
