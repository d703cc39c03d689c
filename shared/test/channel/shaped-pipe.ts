import type { Socket } from "node:net";

/** How bytes pass: at a rate, after a delay, or not at all. */
export type LinkShape = {
  readonly megabitsPerS: number;
  readonly delayMs: number;
  readonly isStopped: boolean;
};

/** What a router keeps beyond the bytes that are on the wire. */
const queueBytes = 65_536;

/** What a slow link carries at once: the beginning of a large write arrives long before its end. */
const segmentBytes = 1_448;

/** One direction of a connection: reads no faster than the link takes, and writes when bytes arrive. */
export class ShapedPipe {
  readonly #from: Socket;
  readonly #to: Socket;
  #shape: LinkShape;
  readonly #queue: { readonly chunk: Buffer; readonly arrivesMs: number }[] = [];
  #queuedBytes = 0;
  #isFreeMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #isSwallowing = false;

  constructor(from: Socket, to: Socket, shape: LinkShape) {
    this.#from = from;
    this.#to = to;
    this.#shape = shape;
    from.on("data", (chunk: Buffer) => this.#take(chunk));
    from.once("close", () => {
      this.#isOver = true;
      this.#flush();
    });
    to.on("drain", () => this.#flush());
    this.#flush();
  }

  /** For bytes that come from now on; those under way keep their time. */
  reshape(shape: LinkShape): void {
    this.#shape = shape;
    this.#flush();
  }

  /** Nothing passes any more: what comes is swallowed. */
  swallow(): void {
    clearTimeout(this.#timer);
    this.#isSwallowing = true;
    this.#queue.length = 0;
    this.#from.resume();
  }

  #take(chunk: Buffer): void {
    if (this.#isSwallowing) return;
    const { megabitsPerS, delayMs } = this.#shape;
    const pieceBytes = Number.isFinite(megabitsPerS) ? segmentBytes : chunk.length;
    this.#isFreeMs = Math.max(performance.now(), this.#isFreeMs);
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      const piece = chunk.subarray(at, at + pieceBytes);
      this.#isFreeMs += piece.length / (megabitsPerS * 125);
      this.#queue.push({ chunk: piece, arrivesMs: this.#isFreeMs + delayMs });
    }
    this.#queuedBytes += chunk.length;
    this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    if (this.#isSwallowing) return;
    if (this.#shape.isStopped) {
      this.#from.pause();
      return;
    }
    const nowMs = performance.now();
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (first.arrivesMs > nowMs || this.#to.writableNeedDrain) break;
      this.#queue.shift();
      this.#queuedBytes -= first.chunk.length;
      this.#to.write(first.chunk);
    }
    this.#plan(nowMs);
  }

  /** What is next: more to read, bytes to wait for, or the end. */
  #plan(nowMs: number): void {
    const { megabitsPerS, delayMs } = this.#shape;
    const onWireBytes = Number.isFinite(megabitsPerS) ? megabitsPerS * 125 * delayMs : 1e9;
    if (this.#queuedBytes > onWireBytes + queueBytes) this.#from.pause();
    else this.#from.resume();
    const [first] = this.#queue;
    if (first !== undefined && !this.#to.writableNeedDrain) {
      this.#timer = setTimeout(() => this.#flush(), Math.max(1, first.arrivesMs - nowMs));
    } else if (first === undefined && this.#isOver) this.#to.destroy();
  }
}
