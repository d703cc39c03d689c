import { limits } from "../wire/limits.ts";

/**
 * The receiving side of the connection's window. Credit goes back as soon as a frame has been
 * demultiplexed, whatever becomes of it: streams that stall must not starve the others.
 *
 * On a long fat path the window grows (js-libp2p-yamux's rule: it was used up within four round
 * trips), but never while the round trip inflates, for then the bytes merely stand in a queue.
 */
export class ConnectionWindow {
  #windowBytes: number = limits.connectionWindowBytes;
  /** Received and not yet given back. */
  #owed = 0;
  #inFlight = 0;
  #lastCreditMs: number;
  /** When a round trip under load was asked for. */
  #probedMs: number | undefined;

  constructor(nowMs: number) {
    this.#lastCreditMs = nowMs;
  }

  /** Bytes arrived. False when the peer had no credit for them. */
  receive(bytes: number): boolean {
    this.#owed += bytes;
    this.#inFlight += bytes;
    return this.#inFlight <= this.#windowBytes;
  }

  /**
   * The credit to give now, 0 until half a window is owed. `probe` asks for a fresh round trip:
   * whether the window may grow is judged under load, not by what the idle path once showed.
   */
  credit(nowMs: number, roundTrip: RoundTrip | undefined): { bytes: number; probe: boolean } {
    if (this.#owed * 2 < this.#windowBytes) return { bytes: 0, probe: false };
    const { growth, probe } = this.#judge(nowMs, roundTrip);
    const bytes = this.#owed + growth;
    this.#windowBytes += growth;
    this.#inFlight -= this.#owed;
    this.#owed = 0;
    this.#lastCreditMs = nowMs;
    return { bytes, probe };
  }

  #judge(nowMs: number, path: RoundTrip | undefined): { growth: number; probe: boolean } {
    const room = limits.connectionWindowMaxBytes - this.#windowBytes;
    if (path === undefined || room === 0 || nowMs - this.#lastCreditMs >= 2 * path.lastMs) {
      this.#probedMs = undefined;
      return { growth: 0, probe: false };
    }
    if (this.#probedMs === undefined) {
      this.#probedMs = nowMs;
      return { growth: 0, probe: true };
    }
    if (path.measuredMs <= this.#probedMs) return { growth: 0, probe: false };
    this.#probedMs = undefined;
    const inflated = path.lastMs > 1.5 * path.lowestMs + 5;
    return { growth: inflated ? 0 : Math.min(this.#windowBytes, room), probe: false };
  }
}

/** Round trips of one socket, in ms, and when the last was measured. */
export type RoundTrip = {
  readonly lastMs: number;
  readonly lowestMs: number;
  readonly measuredMs: number;
};
