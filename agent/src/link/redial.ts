import { backoffMs } from "@club/shared/mux/backoff.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { isTerminal } from "./refusal.ts";

/** What to do about a failed dial or a lost connection. */
export type RedialPlan =
  | { readonly next: "give-up" }
  | { readonly next: "retry"; readonly waitMs: number }
  /** The same answer is certain until the token or the program changes. */
  | { readonly next: "hold" };

/** When to dial again: a decision without a clock or chance of its own. */
export class Redial {
  readonly #once: boolean;
  readonly #random: () => number;
  #attempts = 0;
  #wasWelcome = false;
  #upSinceMs: number | undefined;

  /** `once`: whether the first failure ends it, as long as no hub has welcomed us. */
  constructor(once: boolean, random: () => number) {
    this.#once = once;
    this.#random = random;
  }

  /** Failures in a row. */
  get attempts(): number {
    return this.#attempts;
  }

  welcomed(nowMs: number): void {
    this.#wasWelcome = true;
    this.#upSinceMs = nowMs;
  }

  /**
   * A dial failed, or a connection was lost. While streams wait to be resumed (`resumable`) the wait
   * does not grow: they are lost after `limits.resumeMs`, and those agents are few.
   */
  plan(failure: Failure, nowMs: number, resumable: boolean): RedialPlan {
    const upMs = this.#upSinceMs === undefined ? 0 : nowMs - this.#upSinceMs;
    this.#upSinceMs = undefined;
    if (upMs >= limits.backoffResetMs) this.#attempts = 0;
    const attempt = resumable ? 0 : this.#attempts;
    this.#attempts += 1;
    if (!this.#wasWelcome && (this.#once || isTerminal(failure))) return { next: "give-up" };
    if (isTerminal(failure)) return { next: "hold" };
    return { next: "retry", waitMs: backoffMs(attempt, this.#random, failure.retryAfterMs) };
  }
}
