/**
 * The bytes that one endpoint receives on one stream: checks that they come without gap and within the
 * credit given, queues them until they are taken, and says when to give credit back. The queue is
 * bounded by the window, because credit is due only for bytes that were released.
 */
export class Inflow {
  readonly #windowBytes: number;
  readonly #queue: Piece[] = [];
  #received = 0;
  #released = 0;
  #limit: number;

  /** `limit`: what the peer may send from the start. */
  constructor(windowBytes: number, limit: number = windowBytes) {
    this.#windowBytes = windowBytes;
    this.#limit = limit;
  }

  /** Bytes received without a gap. */
  get received(): number {
    return this.#received;
  }

  get exhausted(): boolean {
    return this.#received === this.#limit;
  }

  /**
   * Takes bytes in. They are copied, since a view of a socket's buffer would keep all of it alive,
   * and small ones are put together: an object for each byte would cost far more than the window.
   */
  push(offset: number, bytes: Uint8Array): "ok" | "gap" | "over" {
    if (offset !== this.#received) return "gap";
    if (offset + bytes.length > this.#limit) return "over";
    this.#received += bytes.length;
    const last = this.#queue.at(-1);
    if (last === undefined || !append(last, bytes)) this.#queue.push(pieceOf(bytes));
    return "ok";
  }

  /** The oldest bytes not yet taken. They still count against the window until released. */
  take(): Uint8Array | undefined {
    const piece = this.#queue.shift();
    return piece?.buffer.subarray(0, piece.used);
  }

  /** So many of the taken bytes are done with. */
  release(bytes: number): void {
    this.#released += bytes;
  }

  /** The credit to send now, 0 until half a window is due: it counts as given. */
  takeCredit(): number {
    const credit = this.#released + this.#windowBytes - this.#limit;
    if (credit * 2 < this.#windowBytes) return 0;
    this.#limit += credit;
    return credit;
  }

  /** For a new socket, on which both are said: all credit that is due is given at once. */
  restate(): { received: number; limit: number } {
    this.#limit = this.#released + this.#windowBytes;
    return { received: this.#received, limit: this.#limit };
  }
}

type Piece = { readonly buffer: Uint8Array; used: number };

const smallPieceBytes = 1_024;

function pieceOf(bytes: Uint8Array): Piece {
  const buffer = new Uint8Array(Math.max(bytes.length, smallPieceBytes));
  buffer.set(bytes);
  return { buffer, used: bytes.length };
}

function append(piece: Piece, bytes: Uint8Array): boolean {
  if (piece.used + bytes.length > piece.buffer.length) return false;
  piece.buffer.set(bytes, piece.used);
  piece.used += bytes.length;
  return true;
}
