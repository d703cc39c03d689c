/** A token bucket: so many events a second, with a second's worth or another number in reserve. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #reserve: number;
  #tokens: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number, reserve: number = perSecond) {
    this.#perSecond = perSecond;
    this.#reserve = reserve;
    this.#tokens = reserve;
    this.#atMs = nowMs;
  }

  /** Whether one more event, or so many, are within the rate. */
  allows(nowMs: number, count = 1): boolean {
    const earned = ((nowMs - this.#atMs) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#reserve, this.#tokens + earned);
    this.#atMs = nowMs;
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }
}
