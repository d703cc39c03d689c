import type { Failure } from "@club/shared/wire/failures.ts";
import { asideMaxMs, asideMs, failuresToSetAside, firstAudioWeight } from "../providers/limits.ts";

/**
 * What experience says of one service: how soon it speaks, and whether it keeps failing. A service
 * that fails several times in a row is set aside for a while, longer each time, and let back in by
 * one request that probes it.
 */
export class Standing {
  #firstAudioMs: number | undefined;
  #failures = 0;
  #served = 0;
  #failed = 0;
  #lastError: string | undefined;
  #aside: { readonly untilMs: number; readonly round: number; probing: boolean } | undefined;

  /** A moving average; undefined before the first success. */
  get firstAudioMs(): number | undefined {
    return this.#firstAudioMs;
  }

  /** Utterances that it began to speak, and that it failed, since this hub started. */
  get served(): number {
    return this.#served;
  }

  get failed(): number {
    return this.#failed;
  }

  get lastError(): string | undefined {
    return this.#lastError;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether requests should go elsewhere now where they can. */
  isAside(nowMs: number): boolean {
    return this.#aside !== undefined && (nowMs < this.#aside.untilMs || this.#aside.probing);
  }

  /** A request is sent to it. */
  try(nowMs: number): void {
    if (this.#aside !== undefined && nowMs >= this.#aside.untilMs) this.#aside.probing = true;
  }

  /** It has spoken: `firstAudioMs` after it was asked. */
  succeed(firstAudioMs: number): void {
    this.#served += 1;
    this.#failures = 0;
    this.#aside = undefined;
    const before = this.#firstAudioMs ?? firstAudioMs;
    this.#firstAudioMs = before + firstAudioWeight * (firstAudioMs - before);
  }

  /** The request came to nothing for a reason that is not the service's. */
  release(): void {
    if (this.#aside !== undefined) this.#aside.probing = false;
  }

  fail(failure: Failure, nowMs: number): void {
    this.#failed += 1;
    this.#lastError = failure.message;
    this.#failures += 1;
    if (this.#failures < failuresToSetAside && this.#aside === undefined) return;
    const round = (this.#aside?.round ?? -1) + 1;
    const untilMs = nowMs + Math.min(asideMaxMs, asideMs * 2 ** round);
    this.#aside = { untilMs, round, probing: false };
  }
}
