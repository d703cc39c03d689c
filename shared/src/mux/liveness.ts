import { limits } from "../wire/limits.ts";

/** How often to ask, after how long a silence to doubt, and after how long to give up. */
export type LivenessTimes = {
  readonly heartbeatMs: number;
  readonly suspectMs: number;
  readonly deadMs: number;
};

/** Round trips of one socket, and when the ping that measured the last one was sent. */
export type RoundTrip = {
  readonly lastMs: number;
  readonly lowestMs: number;
  readonly sentMs: number;
};

/**
 * Whether the peer of one socket is alive: when to ask it, and what its silence means. A ping is
 * said again, under the same nonce, at each heartbeat until it is answered: it is also our own sign
 * of life.
 */
export class Liveness {
  readonly #random: () => number;
  #times: LivenessTimes = limits;
  #heardMs: number;
  #heartbeatMs = Number.POSITIVE_INFINITY;
  #isProbeWanted = false;
  #nonce = 0;
  #unansweredSinceMs: number | undefined;
  #roundTrip: RoundTrip | undefined;

  /** `random` gives numbers in [0, 1): heartbeats of many sockets must not fall together. */
  constructor(nowMs: number, random: () => number) {
    this.#random = random;
    this.#heardMs = nowMs;
  }

  /** The session stands: pings from now on. */
  begin(times: LivenessTimes, nowMs: number): void {
    this.#times = times;
    this.#heartbeatMs = nowMs;
  }

  get roundTrip(): RoundTrip | undefined {
    return this.#roundTrip;
  }

  /** Any frame is a sign of life. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** Wants a round trip measured from now on. */
  probe(): void {
    this.#isProbeWanted = true;
  }

  /** The nonce of a ping that is due now. */
  duePing(nowMs: number): number | undefined {
    const isProbe = this.#isProbeWanted && this.#unansweredSinceMs === undefined;
    if (nowMs < this.#heartbeatMs && !isProbe) return undefined;
    const jitter = 1 + limits.heartbeatJitter * (2 * this.#random() - 1);
    this.#heartbeatMs = nowMs + this.#times.heartbeatMs * jitter;
    if (this.#unansweredSinceMs === undefined) {
      this.#nonce = (this.#nonce + 1) % 0x1_0000_0000;
      this.#unansweredSinceMs = nowMs;
      this.#isProbeWanted = false;
    }
    return this.#nonce;
  }

  /** The answer to a ping; returns the round trip in ms, or undefined when it answers no open ping. */
  pong(nonce: number, nowMs: number): number | undefined {
    const sentMs = this.#unansweredSinceMs;
    if (sentMs === undefined || nonce !== this.#nonce) return undefined;
    this.#unansweredSinceMs = undefined;
    const lastMs = nowMs - sentMs;
    const lowestMs = Math.min(lastMs, this.#roundTrip?.lowestMs ?? lastMs);
    this.#roundTrip = { lastMs, lowestMs, sentMs };
    return lastMs;
  }

  state(nowMs: number): "alive" | "suspect" | "dead" {
    if (nowMs >= this.#deadAtMs) return "dead";
    return nowMs - this.#heardMs >= this.#times.suspectMs ? "suspect" : "alive";
  }

  /** When to look again. */
  get timerMs(): number {
    return Math.min(this.#heartbeatMs, this.#deadAtMs);
  }

  get #deadAtMs(): number {
    const pingedMs = this.#unansweredSinceMs ?? Number.POSITIVE_INFINITY;
    return Math.min(this.#heardMs + this.#times.deadMs, pingedMs + limits.unansweredMs);
  }
}
