import type { Clock } from "../clock.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import {
  firstAudioWeight,
  maxOpenMs,
  minAttemptsForRatio,
  openAfterFailures,
  openAtFailureRatio,
  openMs,
  recentAttempts,
} from "./limits.ts";

/**
 * One try at a service. Exactly one of its three ends counts, the first that is called. Only the
 * trial that a half-open breaker belongs to moves it.
 */
export interface Trial {
  /** The service has begun to speak, `ms` after it was asked. Says nothing about how it ends. */
  firstAudio(ms: number): void;
  /** It spoke to the end. */
  completed(): void;
  /** It failed, and the fault is its own. */
  failed(failure: Failure): void;
  /** It ended for a reason that is not the service's. */
  abandoned(): void;
}

/** `round`: how many trials have failed since the breaker was last closed. */
type State =
  | { readonly at: "closed" }
  | { readonly at: "open"; readonly untilMs: number; readonly round: number }
  | {
      readonly at: "halfOpen";
      readonly untilMs: number;
      readonly round: number;
      readonly trial: Trial;
    };

/**
 * Keeps requests away from a service that fails. It opens after a run of failures, or when too many
 * of the recent attempts have failed, for longer each time. After that, one attempt is its trial.
 */
export class CircuitBreaker {
  readonly #clock: Pick<Clock, "monotonicMs">;
  #state: State = { at: "closed" };
  /** Whether each of the latest attempts failed, oldest first; since it was last closed. */
  #recent: boolean[] = [];
  #failures = 0;
  #served = 0;
  #failed = 0;
  #lastError: string | undefined;
  #firstAudioMs: number | undefined;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
  }

  /** Whether requests should go elsewhere where they can: it is open, or its trial is running. */
  get isOpen(): boolean {
    if (this.#state.at === "closed") return false;
    return this.#state.at === "halfOpen" || this.#clock.monotonicMs() < this.#state.untilMs;
  }

  /** A moving average of the time to first audio in ms; undefined before the first. */
  get firstAudioMs(): number | undefined {
    return this.#firstAudioMs;
  }

  /** Utterances spoken to the end since this hub started. */
  get served(): number {
    return this.#served;
  }

  /** Utterances that failed by the service's fault since this hub started. */
  get failed(): number {
    return this.#failed;
  }

  /** Failures since the last utterance that was spoken to the end. */
  get failures(): number {
    return this.#failures;
  }

  get lastError(): string | undefined {
    return this.#lastError;
  }

  /** A request goes to the service. Where the breaker is open, this attempt becomes its trial. */
  attempt(): Trial {
    let isOver = false;
    const once = (end: () => void): void => {
      if (isOver) return;
      isOver = true;
      end();
    };
    const trial: Trial = {
      firstAudio: (ms) => this.#measured(ms),
      completed: () => once(() => this.#completed(trial)),
      failed: (failure) => once(() => this.#hasFailed(trial, failure)),
      abandoned: () => once(() => this.#abandoned(trial)),
    };
    if (this.#state.at === "open") this.#state = { ...this.#state, at: "halfOpen", trial };
    return trial;
  }

  #measured(ms: number): void {
    const before = this.#firstAudioMs ?? ms;
    this.#firstAudioMs = before + firstAudioWeight * (ms - before);
  }

  #completed(trial: Trial): void {
    this.#served += 1;
    this.#failures = 0;
    if (this.#owns(trial)) this.#close();
    else this.#note(false);
  }

  #hasFailed(trial: Trial, failure: Failure): void {
    this.#failed += 1;
    this.#failures += 1;
    this.#lastError = failure.message;
    if (this.#owns(trial)) return this.#open(this.#round + 1);
    this.#note(true);
    if (this.#state.at === "closed" && this.#isFailing) this.#open(0);
  }

  /** Nothing was learned: the next attempt is the trial, when this one would have been allowed. */
  #abandoned(trial: Trial): void {
    if (this.#state.at !== "halfOpen" || this.#state.trial !== trial) return;
    const { untilMs, round } = this.#state;
    this.#state = { at: "open", untilMs, round };
  }

  #owns(trial: Trial): boolean {
    return this.#state.at === "halfOpen" && this.#state.trial === trial;
  }

  get #round(): number {
    return this.#state.at === "closed" ? 0 : this.#state.round;
  }

  #open(round: number): void {
    const untilMs = this.#clock.monotonicMs() + Math.min(maxOpenMs, openMs * 2 ** round);
    this.#state = { at: "open", untilMs, round };
  }

  #close(): void {
    this.#state = { at: "closed" };
    this.#recent = [];
  }

  /** An ordinary attempt's end counts while the breaker is closed; it does not move another's trial. */
  #note(isFailure: boolean): void {
    if (this.#state.at !== "closed") return;
    this.#recent.push(isFailure);
    if (this.#recent.length > recentAttempts) this.#recent.shift();
  }

  get #isFailing(): boolean {
    if (this.#failures >= openAfterFailures) return true;
    const { length } = this.#recent;
    const failed = this.#recent.filter(Boolean).length;
    return length >= minAttemptsForRatio && failed / length >= openAtFailureRatio;
  }
}
