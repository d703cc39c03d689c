/** A stream, as far as its session's table goes. */
export interface TimedStream {
  readonly id: number;
  /** When `tick` is wanted, infinite if it is not. */
  readonly timerMs: number;
  tick(nowMs: number): void;
}

/** The streams of a session that are not over, and when the first of them wants a tick. */
export class OpenStreams<S extends TimedStream> {
  readonly #byId = new Map<number, S>();
  /** At or before the first stream's timer; a tick makes it exact, so that no frame has to. */
  #timerMs: number = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#byId.size;
  }

  get timerMs(): number {
    return this.#timerMs;
  }

  /** Those of now: more may come, and these go, while somebody goes through them. */
  get all(): readonly S[] {
    return [...this.#byId.values()];
  }

  get(id: number): S | undefined {
    return this.#byId.get(id);
  }

  add(stream: S): void {
    this.#byId.set(stream.id, stream);
    this.wakeAt(stream.timerMs);
  }

  delete(id: number): void {
    this.#byId.delete(id);
    if (this.#byId.size === 0) this.#timerMs = Number.POSITIVE_INFINITY;
  }

  /** A stream wants a tick then. */
  wakeAt(atMs: number): void {
    this.#timerMs = Math.min(this.#timerMs, atMs);
  }

  tick(nowMs: number): void {
    if (nowMs < this.#timerMs) return;
    for (const stream of this.all) stream.tick(nowMs);
    this.#timerMs = Math.min(...this.all.map((stream) => stream.timerMs));
  }
}
