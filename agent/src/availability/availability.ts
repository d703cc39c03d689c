import { setTimeout as sleep } from "node:timers/promises";
import { agentLimits } from "../limits.ts";
import type { DailyShare } from "./daily-share.ts";
import { watchPauseProgram } from "./pause-program.ts";
import { type QuietPeriod, quietUntil } from "./quiet-hours.ts";

/** The owner's rules for when the agent works. */
export type AvailabilityRules = {
  readonly quietHours: readonly QuietPeriod[];
  /** Minutes of audio a day; undefined: as many as are asked for. */
  readonly dailyAudioMinutes: number | undefined;
  /** While this program exits with 0, no work is taken; empty: there is none. */
  readonly pauseWhile: readonly string[];
};

export type AvailabilityOptions = {
  readonly share: DailyShare;
  readonly wallClock: () => Date;
  /** Whether work is taken has changed. */
  readonly changed: () => void;
};

/** Whether the owner wants work to be taken now, and if not, why. What is being spoken goes on. */
export class Availability {
  readonly #options: AvailabilityOptions;
  #rules: AvailabilityRules;
  #paused: { readonly untilMs: number } | undefined;
  #isProgramPausing = false;
  #told: string | undefined;
  #program = new AbortController();

  constructor(rules: AvailabilityRules, options: AvailabilityOptions) {
    this.#rules = rules;
    this.#options = options;
  }

  /** Why no work is taken; undefined when it is. */
  get closed(): string | undefined {
    const { share, wallClock } = this.#options;
    const now = wallClock();
    if (this.#paused !== undefined) return pauseWords(this.#paused.untilMs);
    if (this.programPause !== undefined) return this.programPause;
    const until = quietUntil(this.#rules.quietHours, now);
    if (until !== undefined) return `Quiet hours until ${until}.`;
    const minutes = this.#rules.dailyAudioMinutes;
    if (minutes === undefined || share.audioSeconds < minutes * 60) return undefined;
    return `Today's ${minutes} minutes of audio are spoken; more tomorrow.`;
  }

  /** Why the owner's program wants the machine; undefined when it does not. */
  get programPause(): string | undefined {
    if (!this.#isProgramPausing) return undefined;
    return `Paused while \`${this.#rules.pauseWhile.join(" ")}\` exits with 0.`;
  }

  /** Takes no work until `resume`, or for so long. */
  pause(forMs: number = Number.POSITIVE_INFINITY): void {
    this.#paused = { untilMs: this.#options.wallClock().getTime() + forMs };
    this.#look();
  }

  /** Ends a `pause`. The owner's other rules stand. */
  resume(): void {
    this.#paused = undefined;
    this.#look();
  }

  spoke(audioSeconds: number): void {
    this.#options.share.add(audioSeconds, this.#rules.dailyAudioMinutes !== undefined);
    this.#look();
  }

  change(rules: AvailabilityRules): void {
    this.#rules = rules;
    this.#isProgramPausing = false;
    this.#program.abort();
    this.#look();
  }

  /** Keeps time, and asks the owner's program, until the signal fires. */
  async watch(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#watchClock(signal), this.#watchProgram(signal)]);
    await this.#options.share.saved();
  }

  async #watchClock(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#look();
      await sleep(agentLimits.clockLookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Once for each set of rules. */
  async #watchProgram(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#program = new AbortController();
      const either = AbortSignal.any([signal, this.#program.signal]);
      const { pauseWhile } = this.#rules;
      if (pauseWhile.length === 0) await aborted(either);
      else await watchPauseProgram(pauseWhile, (isPaused) => this.#answer(isPaused), either);
    }
  }

  #answer(isPaused: boolean): void {
    this.#isProgramPausing = isPaused;
    this.#look();
  }

  #look(): void {
    const nowMs = this.#options.wallClock().getTime();
    if (this.#paused !== undefined && nowMs >= this.#paused.untilMs) this.#paused = undefined;
    const { closed } = this;
    if (closed === this.#told) return;
    this.#told = closed;
    this.#options.changed();
  }
}

function pauseWords(untilMs: number): string {
  if (!Number.isFinite(untilMs)) return "Paused by its owner: `club-agent resume` ends it.";
  const until = new Date(untilMs).toTimeString().slice(0, 5);
  return `Paused by its owner until ${until}: \`club-agent resume\` ends it.`;
}

function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}
