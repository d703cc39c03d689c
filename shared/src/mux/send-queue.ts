import type { Sender } from "./stream-host.ts";

/**
 * Whose frame goes out next. Ends first, which need no credit; then streams of which nothing has
 * gone out yet, whose first frame is small and awaited by a listener; then one frame of each other
 * stream in turn.
 */
export class SendQueue {
  readonly #ending = new Set<Sender>();
  readonly #fresh = new Set<Sender>();
  readonly #begun = new Set<Sender>();

  /** At the end of its line, where it does not stand there already. */
  add(sender: Sender): void {
    if (sender.ready === "end") this.#ending.add(sender);
    else if (sender.ready === "data") (sender.isFresh ? this.#fresh : this.#begun).add(sender);
  }

  delete(sender: Sender): void {
    for (const line of [this.#ending, this.#fresh, this.#begun]) line.delete(sender);
  }

  /** The next frame, with at most `credit` bytes of data. */
  next(credit: number, nowMs: number): ReturnType<Sender["nextMessage"]> {
    const end = this.#from(this.#ending, credit, nowMs);
    if (end !== undefined || credit === 0) return end;
    return this.#from(this.#fresh, credit, nowMs) ?? this.#from(this.#begun, credit, nowMs);
  }

  #from(line: Set<Sender>, credit: number, nowMs: number): ReturnType<Sender["nextMessage"]> {
    for (const sender of line) {
      line.delete(sender);
      const message = sender.nextMessage(credit, nowMs);
      this.add(sender);
      if (message !== undefined) return message;
    }
    return undefined;
  }
}
