/**
 * How many requests at once a service has shown that it can speak. A declaration alone earns
 * nothing: an agent that declares 256 slots starts like any other. Grows to the number of requests
 * that ran side by side when one of them was completed; halves on a failure.
 */
export class EarnedSlots {
  #count = 1;

  /** At least 1; may be more than the service declares now. */
  get count(): number {
    return this.#count;
  }

  /** A request was completed; `atOnce`: how many ran, itself included. */
  completed(atOnce: number): void {
    this.#count = Math.max(this.#count, atOnce);
  }

  failed(): void {
    this.#count = Math.max(1, Math.floor(this.#count / 2));
  }
}
