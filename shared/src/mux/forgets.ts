import { limits } from "../wire/limits.ts";

/**
 * The reference recordings that an agent was asked to forget, for as long as it might still keep them:
 * another socket of the session has them said again. Past the bound, the oldest are no longer repeated.
 */
export class Forgets {
  /** When each was said last, oldest first. */
  readonly #saidMs = new Map<string, number>();

  add(hash: string, nowMs: number): void {
    this.#saidMs.delete(hash);
    this.#saidMs.set(hash, nowMs);
    const [oldest] = this.#saidMs.keys();
    if (this.#saidMs.size > limits.forgets && oldest !== undefined) this.#saidMs.delete(oldest);
  }

  /** Those that are to be said again. */
  due(nowMs: number): readonly string[] {
    for (const [hash, saidMs] of this.#saidMs) {
      if (nowMs - saidMs < limits.promptLifeMs) break;
      this.#saidMs.delete(hash);
    }
    return [...this.#saidMs.keys()];
  }
}
