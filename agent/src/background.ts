import { setTimeout as sleep } from "node:timers/promises";
import { agentLimits } from "./limits.ts";

export type BackgroundOptions = {
  /** Logs a failure of this work. Must not throw. */
  readonly log: (work: string, thrown: unknown) => void;
  /** A monotonic clock. */
  readonly now: () => number;
};

type Trouble = { readonly message: string; readonly atMs: number };

/**
 * Work that nobody waits for: watches, timers, callbacks. Its failures are logged and shown by `status`
 * for a while, and neither end the process nor the work.
 */
export class Background {
  readonly #options: BackgroundOptions;
  /** By the name of the work: the latest failure of each. */
  readonly #troubles = new Map<string, Trouble>();
  #failures = 0;

  constructor(options: BackgroundOptions) {
    this.#options = options;
  }

  /** Failures since the start. */
  get failures(): number {
    return this.#failures;
  }

  /** What has failed lately, in sentences. */
  get warnings(): readonly string[] {
    const sinceMs = this.#options.now() - agentLimits.troubleShownMs;
    return [...this.#troubles]
      .filter(([, { atMs }]) => atMs >= sinceMs)
      .map(([work, { message }]) => `${work} failed: ${message}`);
  }

  failed(work: string, thrown: unknown): void {
    const message = messageOf(thrown).slice(0, agentLimits.errorChars);
    this.#failures += 1;
    this.#troubles.set(work, { message, atMs: this.#options.now() });
    this.#options.log(work, thrown);
  }

  /** Lets something go on by itself. */
  attempt(work: string, promise: Promise<unknown> | undefined): void {
    promise?.catch((thrown: unknown) => this.failed(work, thrown));
  }

  /** Does something whose failure is not the caller's. */
  guard(work: string, act: () => void): void {
    try {
      act();
    } catch (thrown) {
      this.failed(work, thrown);
    }
  }

  /** Runs work that lasts until the signal fires. If it fails it begins again after a pause. */
  async keep(
    work: string,
    run: (signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        return await run(signal);
      } catch (thrown) {
        if (signal.aborted) return;
        this.failed(work, thrown);
      }
      await sleep(agentLimits.backgroundRetryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The error's own words: they are for the agent's owner alone. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
