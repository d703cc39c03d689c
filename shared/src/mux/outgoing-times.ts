import { limits } from "../wire/limits.ts";
import type { SpokenTime, Times } from "../wire/messages.ts";
import { toPlain } from "../wire/plain-text.ts";

/**
 * The times of one stream, all of which are kept until it is over: after a resume they are said again
 * from the first, since no credit tells which have arrived.
 */
export class OutgoingTimes {
  readonly #times: SpokenTime[] = [];
  #unit: Times["unit"] | undefined;
  #next = 0;

  /** Adds times of the one unit that the stream has; leaves out what does not fit the wire. */
  add(unit: Times["unit"], times: readonly SpokenTime[]): void {
    this.#unit ??= unit;
    if (unit !== this.#unit) return;
    const fitting = times.map(withPlainText).filter(isPossible);
    this.#times.push(...fitting.slice(0, limits.timesPerStream - this.#times.length));
  }

  /** Whether some have not been said on this socket. */
  get isPending(): boolean {
    return this.#next < this.#times.length;
  }

  /** The next of them, which count as said. Only when some are pending. */
  take(stream: number): Times {
    const index = this.#next;
    const times = this.#times.slice(index, index + limits.timesPerFrame);
    this.#next += times.length;
    return { type: "TIMES", stream, unit: this.#unit ?? "word", index, times };
  }

  /** A new socket: all are to be said again. */
  rewind(): void {
    this.#next = 0;
  }
}

function withPlainText({ text, start, end }: SpokenTime): SpokenTime {
  return { text: toPlain(text.slice(0, limits.timeTextChars)), start, end };
}

function isPossible({ text, start, end }: SpokenTime): boolean {
  return text !== "" && isSample(start) && isSample(end) && start <= end;
}

function isSample(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
