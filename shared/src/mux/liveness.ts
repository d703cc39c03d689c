import { limits } from "../wire/limits.ts";
import type { RoundTrip } from "./connection-window.ts";

/** Whether the peer of one socket is alive: when to ask it, and what its silence means. */
export class Liveness {
  readonly #random: () => number;
  #heardMs: number;
  #pingAtMs: number;
  #pinged: { nonce: number; atMs: number } | undefined;
  #nonce = 0;
  #roundTrip: RoundTrip | undefined;

  /** `random` gives numbers in [0, 1): heartbeats of many sockets must not fall together. */
  constructor(nowMs: number, random: () => number) {
    this.#random = random;
    this.#heardMs = nowMs;
    this.#pingAtMs = nowMs;
  }

  get roundTrip(): RoundTrip | undefined {
    return this.#roundTrip;
  }

  /** When the peer was last heard. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** Any frame is a sign of life. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** The answer to a ping; returns the round trip in ms, or undefined when it answers no open ping. */
  pong(nonce: number, nowMs: number): number | undefined {
    if (this.#pinged?.nonce !== nonce) return undefined;
    const lastMs = nowMs - this.#pinged.atMs;
    this.#pinged = undefined;
    const lowestMs = Math.min(lastMs, this.#roundTrip?.lowestMs ?? lastMs);
    this.#roundTrip = { lastMs, lowestMs, measuredMs: nowMs };
    return lastMs;
  }

  /** Wants a ping as soon as the one under way is answered. */
  probe(nowMs: number): void {
    if (this.#pinged === undefined) this.#pingAtMs = nowMs;
  }

  /** The nonce of a ping that is due now. */
  duePing(nowMs: number): number | undefined {
    if (nowMs < this.#pingAtMs) return undefined;
    const jitter = 1 + limits.heartbeatJitter * (2 * this.#random() - 1);
    this.#pingAtMs = nowMs + limits.heartbeatMs * jitter;
    this.#nonce = (this.#nonce + 1) % 0x1_0000_0000;
    this.#pinged = { nonce: this.#nonce, atMs: nowMs };
    return this.#nonce;
  }

  state(nowMs: number): "alive" | "suspect" | "dead" {
    const silentMs = nowMs - this.#heardMs;
    if (silentMs >= limits.deadMs) return "dead";
    return silentMs >= limits.suspectMs ? "suspect" : "alive";
  }

  /** When to look again. */
  get timerMs(): number {
    return Math.min(this.#pingAtMs, this.#heardMs + limits.deadMs);
  }
}
