import type { Failure } from "@club/shared/wire/failures.ts";
import { agentLimits } from "../limits.ts";
import { Quantiles } from "./quantiles.ts";

/** How a job ended. */
export type JobOutcome =
  | { readonly at: "served" }
  | { readonly at: "failed"; readonly failure: Failure }
  /** `tookMs`: from the cancel until the engine stood still. */
  | { readonly at: "cancelled"; readonly tookMs: number };

/** What a job amounted to. */
export type JobFigures = {
  readonly audioSeconds: number;
  /** From the request to the engine's first audio; undefined when there was none. */
  readonly firstAudioMs: number | undefined;
  /** Spent waiting for the engine. */
  readonly engineMs: number;
};

export type TallyView = {
  readonly served: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly audioSeconds: number;
  readonly firstAudioMs: { readonly p50: number | undefined; readonly p95: number | undefined };
  readonly cancelMs: { readonly p50: number | undefined; readonly p95: number | undefined };
  /** Seconds of work for a second of audio: below 1 the engine is faster than speech. */
  readonly realTimeFactor: number | undefined;
  readonly lastError: string | undefined;
};

/** What one service has done since the agent started. */
export class Tally {
  readonly #firstAudioMs = new Quantiles(agentLimits.figures);
  readonly #cancelMs = new Quantiles(agentLimits.figures);
  #served = 0;
  #failed = 0;
  #cancelled = 0;
  #audioSeconds = 0;
  #engineMs = 0;
  #lastError: string | undefined;

  add(outcome: JobOutcome, figures: JobFigures): void {
    this.#audioSeconds += figures.audioSeconds;
    this.#engineMs += figures.engineMs;
    if (figures.firstAudioMs !== undefined) this.#firstAudioMs.add(figures.firstAudioMs);
    if (outcome.at === "served") this.#served += 1;
    if (outcome.at === "cancelled") {
      this.#cancelled += 1;
      this.#cancelMs.add(outcome.tookMs);
    }
    if (outcome.at === "failed") {
      this.#failed += 1;
      this.#lastError = outcome.failure.message.slice(0, agentLimits.errorChars);
    }
  }

  view(): TallyView {
    return {
      served: this.#served,
      failed: this.#failed,
      cancelled: this.#cancelled,
      audioSeconds: this.#audioSeconds,
      firstAudioMs: { p50: this.#firstAudioMs.at(0.5), p95: this.#firstAudioMs.at(0.95) },
      cancelMs: { p50: this.#cancelMs.at(0.5), p95: this.#cancelMs.at(0.95) },
      realTimeFactor:
        this.#audioSeconds > 0 ? this.#engineMs / 1_000 / this.#audioSeconds : undefined,
      lastError: this.#lastError,
    };
  }
}
