import type { Effort } from "./effort.ts";
import { Packer } from "./packer.ts";
import { RunScanner } from "./run-scanner.ts";
import type { SegmentBounds } from "./segment.ts";

/** Cuts a text that it is given bit by bit into pieces. However it comes, the pieces are the same. */
export class TextCutter {
  #waiting = 0;
  readonly #scanner: RunScanner;
  readonly #packer: Packer;

  constructor(bounds: SegmentBounds, effort: Effort = { steps: 0 }) {
    this.#scanner = new RunScanner(bounds.capCharacters, effort);
    this.#packer = new Packer(bounds, effort);
  }

  /** UTF-16 units that are no piece yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The pieces that are complete with this; a word stands behind each. */
  push(text: string): readonly string[] {
    this.#waiting += text.length;
    return this.#gone(this.#packer.add(this.#scanner.push(text, false)));
  }

  /** The pieces of what has come, if what follows is not waited for. A word that has begun remains. */
  settle(what: "sentence" | "words"): readonly string[] {
    return this.#gone(this.#packer.settle(this.#scanner.settle(what), what));
  }

  /** The rest of the pieces; none where nothing is left. */
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
