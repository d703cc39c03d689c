import { limits } from "../wire/limits.ts";

/**
 * The bytes that one endpoint sends on one stream. Keeps what the other has not yet confirmed, so
 * that a new socket can go on from whatever offset the old one reached.
 *
 *     0 ······ confirmed ·········· next ·········· end
 *              │    sent, kept      │  to be sent   │
 *
 * Credit is an absolute offset (`limit`). The receiver keeps it one window above what it is done
 * with, so that credit also confirms: all that lies a window below the limit.
 */
export class Outflow {
  readonly #windowBytes: number;
  readonly #chunks: Uint8Array[] = [];
  /** Offset of the first chunk: at or below `confirmed`. */
  #base = 0;
  #confirmed = 0;
  #next = 0;
  #end = 0;
  #limit: number;

  /** `limit`: how far the peer allows sending from the start. */
  constructor(windowBytes: number, limit: number = windowBytes) {
    this.#windowBytes = windowBytes;
    this.#limit = limit;
  }

  /** Offset of the next byte to be sent. */
  get next(): number {
    return this.#next;
  }

  /** Bytes written so far. */
  get end(): number {
    return this.#end;
  }

  /** Bytes that may be sent now. */
  get sendable(): number {
    return Math.max(0, Math.min(this.#end, this.#limit) - this.#next);
  }

  /** Whether all that was written has been sent. */
  get drained(): boolean {
    return this.#next === this.#end;
  }

  /** Bytes that a well-behaved writer may add before it waits. */
  get room(): number {
    return Math.max(0, this.#windowBytes - (this.#end - this.#confirmed));
  }

  /** Adds bytes; they belong to the outflow from here on. */
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#end += bytes.length;
  }

  /** The next bytes to send, at most `max`: they count as sent. */
  take(max: number): { offset: number; bytes: Uint8Array } {
    const offset = this.#next;
    const frameMax = offset === 0 ? limits.firstDataBytes : limits.dataBytes;
    const bytes = this.#slice(offset, Math.min(max, frameMax, this.sendable));
    this.#next += bytes.length;
    return { offset, bytes };
  }

  /** The peer is done with bytes. False when that is more than it can have got. */
  addCredit(credit: number): boolean {
    return this.#raise(this.#limit + credit);
  }

  /** A new socket: the peer has `received` bytes and allows up to `limit`. False when that is a lie. */
  resume(received: number, limit: number): boolean {
    if (received < this.#confirmed || received > this.#next || limit < this.#limit) return false;
    this.#next = received;
    return this.#raise(limit);
  }

  #raise(limit: number): boolean {
    if (limit > this.#next + this.#windowBytes) return false;
    this.#limit = limit;
    this.#confirmed = Math.max(this.#confirmed, limit - this.#windowBytes);
    let first = this.#chunks[0];
    while (first !== undefined && this.#base + first.length <= this.#confirmed) {
      this.#base += first.length;
      this.#chunks.shift();
      first = this.#chunks[0];
    }
    return true;
  }

  #slice(from: number, length: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let missing = length;
    let at = this.#base;
    for (const chunk of this.#chunks) {
      if (missing === 0) break;
      const start = Math.max(0, from - at);
      at += chunk.length;
      if (start >= chunk.length) continue;
      const part = chunk.subarray(start, start + missing);
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : concat(parts, length);
  }
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
