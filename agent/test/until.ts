import { setTimeout as sleep } from "node:timers/promises";

/** Waits until the condition holds; throws when it does not within the bound. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  boundMs = 10_000,
): Promise<void> {
  const endMs = performance.now() + boundMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited in vain until ${what}`);
    await sleep(5);
  }
}
