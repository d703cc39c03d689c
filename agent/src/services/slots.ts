import { Failure } from "@club/shared/wire/failures.ts";

/**
 * How many utterances a service speaks at once, and how many it speaks now. A counter rather than a
 * semaphore: nobody waits for a slot here, as requests queue at the hub.
 */
export class Slots {
  readonly size: number;
  #busy = 0;

  constructor(size: number) {
    this.size = size;
  }

  get busy(): number {
    return this.#busy;
  }

  /** Takes a slot until it is disposed of. Throws BUSY when there is none. */
  take(): Disposable {
    if (this.#busy >= this.size) throw new Failure("BUSY", "No slot is free.");
    this.#busy += 1;
    return { [Symbol.dispose]: () => (this.#busy -= 1) };
  }
}
