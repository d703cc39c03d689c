import type { Clock } from "../clock.ts";

/** What the watch has to know, beside what it is told. */
export type HangWatchOptions = {
  /** Input past which a program must have given something back. */
  readonly heldBackBytes: number;
  /** How long it may owe output. */
  readonly hangMs: number;
  /** Whether output waits to be taken: a program whose reader rests does not hang. */
  readonly hasUnread: () => boolean;
  readonly onHang: () => void;
  readonly clock: Clock;
};

/** How many looks a hang is made of: a program is not hung because this process stood still. */
const looks = 10;

/**
 * Tells a program that hangs from one that waits. The time runs only while it owes something, which
 * is while it takes no more input, or its input has ended, or it has had more than it may hold back.
 */
export class HangWatch {
  readonly #options: HangWatchOptions;
  #timer: Disposable | undefined;
  #owedBytes = 0;
  #isBlocked = false;
  #hasAllInput = false;
  #idleLooks = 0;

  constructor(options: HangWatchOptions) {
    this.#options = options;
  }

  /** The program was given input, which it took at once or not. */
  fed(bytes: number, isTaken: boolean): void {
    if (this.#timer === undefined) this.#lookLater();
    this.#owedBytes += bytes;
    this.#isBlocked = !isTaken;
  }

  /** It has taken all it was given. */
  took(): void {
    this.#isBlocked = false;
    this.#idleLooks = 0;
  }

  /** Nothing more will be given. */
  inputEnded(): void {
    this.#hasAllInput = true;
  }

  /** It gave something back. */
  gaveBack(): void {
    this.#owedBytes = 0;
    this.#idleLooks = 0;
  }

  stop(): void {
    this.#timer?.[Symbol.dispose]();
  }

  #lookLater(): void {
    const { clock, hangMs } = this.#options;
    this.#timer = clock.after(hangMs / looks, () => this.#look());
  }

  #look(): void {
    const isOwing =
      this.#isBlocked || this.#hasAllInput || this.#owedBytes >= this.#options.heldBackBytes;
    this.#idleLooks = isOwing && !this.#options.hasUnread() ? this.#idleLooks + 1 : 0;
    if (this.#idleLooks >= looks) this.#options.onHang();
    else this.#lookLater();
  }
}
