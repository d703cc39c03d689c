import { setTimeout as wait } from "node:timers/promises";

export type UntilOptions = {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Asks again and again until there is an answer.
 *
 * @param what what is waited for, as it should stand behind "Waited in vain for"
 * @throws what `ask` throws; an Error naming `what` when the time is up; an AbortError
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { timeoutMs, signal }: UntilOptions,
): Promise<T> {
  const giveUpAtMs = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > giveUpAtMs) {
      throw new Error(`Waited in vain for ${what} (${timeoutMs / 1000} s).`);
    }
    await wait(pollMs, undefined, { signal });
  }
}

/** Short beside what is waited for, long beside what asking costs. */
const pollMs = 50;
