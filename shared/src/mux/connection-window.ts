import { limits } from "../wire/limits.ts";
import type { RoundTrip } from "./liveness.ts";

/**
 * The receiving side of the connection's window. Credit is due as soon as a frame has been
 * demultiplexed, whatever becomes of it: streams that stall must not starve the others.
 *
 * On a long fat path the window grows (js-libp2p-yamux's rule: it was used up within four round
 * trips), but never while the round trip inflates, for then the bytes merely stand in a queue. That
 * is judged by a round trip measured under load, not by what the idle path once showed.
 */
export class ConnectionWindow {
  #windowBytes: number = limits.connectionWindowBytes;
  /** Received, and not yet given back. */
  #owedBytes = 0;
  #creditedMs: number;
  #probedMs = Number.NEGATIVE_INFINITY;
  #isProbing = false;

  constructor(nowMs: number) {
    this.#creditedMs = nowMs;
  }

  /** Bytes arrived. False when the peer had no credit for them. */
  receive(bytes: number): boolean {
    this.#owedBytes += bytes;
    return this.#owedBytes <= this.#windowBytes;
  }

  /**
   * The credit to send now, 0 until a quarter of the window is owed: it counts as given. Larger
   * pieces would come out as bursts that look like a queue, and leave a long path idle in between.
   * `probe` asks for a round trip to be measured.
   */
  takeCredit(nowMs: number, path: RoundTrip | undefined): { bytes: number; probe: boolean } {
    if (this.#owedBytes * 4 < this.#windowBytes) return { bytes: 0, probe: false };
    const verdict = this.#judge(nowMs, path);
    const growthBytes = verdict === "grow" ? this.#stepBytes : 0;
    const bytes = this.#owedBytes + growthBytes;
    this.#windowBytes += growthBytes;
    this.#owedBytes = 0;
    this.#creditedMs = nowMs;
    return { bytes, probe: verdict === "probe" };
  }

  get #stepBytes(): number {
    const room = limits.connectionWindowMaxBytes - this.#windowBytes;
    return Math.min(limits.connectionWindowStepBytes, room);
  }

  #judge(nowMs: number, path: RoundTrip | undefined): "keep" | "probe" | "grow" {
    if (path === undefined || this.#stepBytes === 0) return "keep";
    if (this.#isProbing && path.sentMs < this.#probedMs) return "keep";
    const isMeasured = this.#isProbing;
    this.#isProbing = false;
    if (nowMs - this.#creditedMs >= path.lastMs) return "keep";
    if (isMeasured) return isInflated(path) ? "keep" : "grow";
    if (nowMs - this.#probedMs < limits.probeIntervalMs) return "keep";
    this.#probedMs = nowMs;
    this.#isProbing = true;
    return "probe";
  }
}

/** A quarter of the path's own time, and what schedulers on both sides may add, stand in a queue. */
function isInflated({ lastMs, lowestMs }: RoundTrip): boolean {
  return lastMs > 1.25 * lowestMs + 5;
}
