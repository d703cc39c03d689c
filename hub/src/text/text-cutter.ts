import type { Effort } from "./effort.ts";
import { Packer } from "./packer.ts";
import { RunScanner } from "./run-scanner.ts";
import type { SegmentBounds } from "./segment.ts";

/** Cuts a text into pieces as it arrives. The pieces do not depend on how the text was chunked. */
export class TextCutter {
  #waiting = 0;
  readonly #scanner: RunScanner;
  readonly #packer: Packer;

  constructor(bounds: SegmentBounds, effort: Effort = { steps: 0 }) {
    this.#scanner = new RunScanner(bounds.capCharacters, effort);
    this.#packer = new Packer(bounds, effort);
  }

  /** UTF-16 units that have not been returned in a piece. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Returns the pieces that this completes. Each is followed by another word. */
  push(text: string): readonly string[] {
    this.#waiting += text.length;
    return this.#gone(this.#packer.add(this.#scanner.push(text, false)));
  }

  /** Returns what can be spoken without waiting for more text. An unfinished word is kept. */
  settle(what: "sentence" | "words"): readonly string[] {
    return this.#gone(this.#packer.settle(this.#scanner.settle(what), what));
  }

  /** Returns the remaining pieces, if any. */
  end(): readonly string[] {
    const pieces = this.#packer.add(this.#scanner.push("", true));
    const rest = this.#packer.rest();
    return this.#gone(rest === "" ? pieces : [...pieces, rest]);
  }

  #gone(pieces: readonly string[]): readonly string[] {
    for (const piece of pieces) this.#waiting -= piece.length;
    return pieces;
  }
}
