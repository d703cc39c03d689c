/** Time that passes only when nothing is left to do now: ten minutes take as long as their events. */
export class VirtualClock {
  nowMs = 0;
  #events: Event[] = [];
  #count = 0;

  /** Calls `run` so many ms from now; of those due at once, in the order in which they were set. */
  after(delayMs: number, run: () => void): Event {
    return this.at(this.nowMs + delayMs, run);
  }

  /** The same at a time: exact, where adding a difference to now may fall short of it. */
  at(atMs: number, run: () => void): Event {
    const event = { atMs: Math.max(this.nowMs, atMs), order: this.#count++, run };
    this.#events.push(event);
    let at = this.#events.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isEarlier(at, parent)) break;
      this.#swap(at, parent);
      at = parent;
    }
    return event;
  }

  cancel(event: Event): void {
    event.run = () => undefined;
  }

  /** Lets time pass until `isDone`, or until `untilMs`. Returns whether it was done. */
  run(isDone: () => boolean, untilMs: number): boolean {
    while (!isDone()) {
      if ((this.#events[0]?.atMs ?? Number.POSITIVE_INFINITY) > untilMs) return false;
      const event = this.#pop();
      if (event === undefined) return false;
      this.nowMs = event.atMs;
      event.run();
    }
    return true;
  }

  #pop(): Event | undefined {
    const first = this.#events[0];
    const last = this.#events.pop();
    if (first === undefined || last === undefined || this.#events.length === 0) return first;
    this.#events[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      const right = left + 1;
      let least = at;
      if (left < this.#events.length && this.#isEarlier(left, least)) least = left;
      if (right < this.#events.length && this.#isEarlier(right, least)) least = right;
      if (least === at) return first;
      this.#swap(at, least);
      at = least;
    }
  }

  #isEarlier(a: number, b: number): boolean {
    const x = this.#events[a];
    const y = this.#events[b];
    if (x === undefined || y === undefined) return false;
    return x.atMs < y.atMs || (x.atMs === y.atMs && x.order < y.order);
  }

  #swap(a: number, b: number): void {
    const x = this.#events[a];
    const y = this.#events[b];
    if (x === undefined || y === undefined) return;
    this.#events[a] = y;
    this.#events[b] = x;
  }
}

export type Event = { readonly atMs: number; readonly order: number; run: () => void };
