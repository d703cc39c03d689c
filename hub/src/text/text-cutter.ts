import type { Effort } from "./effort.ts";
import { Packer } from "./packer.ts";
import { RunScanner } from "./run-scanner.ts";
import type { SegmentBounds } from "./segment.ts";

/** Cuts a text that it is given bit by bit into pieces. However it comes, the pieces are the same. */
export class TextCutter {
  readonly #scanner: RunScanner;
  readonly #packer: Packer;

  constructor(bounds: SegmentBounds, effort: Effort = { steps: 0 }) {
    this.#scanner = new RunScanner(bounds.capCharacters, effort);
    this.#packer = new Packer(bounds, effort);
  }

  /** The pieces that are complete with this; a word stands behind each. */
  push(text: string): readonly string[] {
    return this.#packer.add(this.#scanner.push(text, false));
  }

  /** The rest of the pieces; none where nothing is left. */
  end(): readonly string[] {
    const pieces = this.#packer.add(this.#scanner.push("", true));
    const rest = this.#packer.rest();
    return rest === "" ? pieces : [...pieces, rest];
  }
}
