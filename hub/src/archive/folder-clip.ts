import { open } from "node:fs/promises";
import type { Clip } from "./archive.ts";
import { readPiece } from "./file-pieces.ts";
import { unreadable } from "./storage-failure.ts";

/** A finished copy in a folder. It holds nothing open: each read has a descriptor of its own. */
export class FolderClip implements Clip {
  readonly bytes: number;
  readonly #path: string;

  constructor(path: string, bytes: number) {
    this.#path = path;
    this.bytes = bytes;
  }

  /** Throws NOT_FOUND when the copy was removed meanwhile, and the signal's reason. */
  async *read(
    signal: AbortSignal,
    start = 0,
    end: number = this.bytes,
  ): AsyncGenerator<Uint8Array, void, void> {
    try {
      await using file = await open(this.#path, "r");
      const stop = Math.min(end, this.bytes);
      for (let position = start; position < stop; ) {
        signal.throwIfAborted();
        const piece = await readPiece(file, position, stop);
        position += piece.byteLength;
        yield piece;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw unreadable(error);
    }
  }
}
