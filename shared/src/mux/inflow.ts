/**
 * The bytes that one end receives on one stream: checks that they come without gap and within the
 * credit given, queues them until they are taken, and says when to give credit back. The queue is
 * bounded by the window, because credit is given only for bytes that were released.
 */
export class Inflow {
  readonly #windowBytes: number;
  #queue: Uint8Array[] = [];
  #received = 0;
  #released = 0;
  #limit: number;

  constructor(windowBytes: number) {
    this.#windowBytes = windowBytes;
    this.#limit = windowBytes;
  }

  /** Bytes received without a gap. */
  get received(): number {
    return this.#received;
  }

  /** The offset up to which the peer may send. */
  get limit(): number {
    return this.#limit;
  }

  get exhausted(): boolean {
    return this.#received === this.#limit;
  }

  /** Takes bytes in. They are copied: a view of a socket's buffer would keep all of it alive. */
  push(offset: number, bytes: Uint8Array): "ok" | "gap" | "over" {
    if (offset !== this.#received) return "gap";
    if (offset + bytes.length > this.#limit) return "over";
    this.#received += bytes.length;
    this.#queue.push(bytes.slice());
    return "ok";
  }

  /** The oldest bytes not yet taken. They still count against the window until released. */
  take(): Uint8Array | undefined {
    return this.#queue.shift();
  }

  /** So many bytes are done with. Returns the credit to give now: half a window at a time, else 0. */
  release(bytes: number): number {
    this.#released += bytes;
    const credit = this.#released + this.#windowBytes - this.#limit;
    if (credit * 2 < this.#windowBytes) return 0;
    this.#limit += credit;
    return credit;
  }

  /** On a new socket all credit that is due is stated at once. */
  restate(): { received: number; limit: number } {
    this.#limit = this.#released + this.#windowBytes;
    return { received: this.#received, limit: this.#limit };
  }
}
