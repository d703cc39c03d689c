import { Failure } from "@club/shared/wire/failures.ts";

/**
 * How many utterances a service speaks at once, and how many it speaks now. A counter rather than a
 * semaphore: nobody waits for a slot here, as requests queue at the hub.
 */
export class Slots {
  readonly size: number;
  #busy = 0;
  #held = 0;

  constructor(size: number) {
    this.size = size;
  }

  get busy(): number {
    return this.#busy;
  }

  /** Of these, how many are held for work that was cancelled and that the engine goes on with. */
  get held(): number {
    return this.#held;
  }

  /** Keeps a slot, taken before, until the engine has done with cancelled work. */
  async hold(slot: Disposable, done: Promise<void>): Promise<void> {
    using _ = slot;
    this.#held += 1;
    try {
      await done;
    } finally {
      this.#held -= 1;
    }
  }

  /** Takes a slot until it is disposed of. Throws BUSY when there is none. */
  take(): Disposable {
    if (this.#busy >= this.size) throw new Failure("BUSY", "No slot is free.");
    this.#busy += 1;
    return { [Symbol.dispose]: () => (this.#busy -= 1) };
  }
}
