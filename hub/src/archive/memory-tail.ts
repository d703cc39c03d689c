import type { Patch } from "./archive.ts";
import { archiveLimits } from "./limits.ts";
import { patched } from "./patched.ts";

/** Arrays to be written one after the other from `position` on. */
export type Batch = {
  readonly position: number;
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
};

/**
 * The newest bytes of a recording, in the arrays they were written in: all that the disk does not
 * have yet, and of the rest as much as the bound allows, for readers that keep up. No I/O: the
 * recording asks for a batch, writes it and says so.
 */
export class MemoryTail {
  /** Neighbours, oldest first; the first `#written` of them are on disk. */
  readonly #chunks: { readonly start: number; bytes: Uint8Array }[] = [];
  #written = 0;
  #cost = 0;
  #unwrittenCost = 0;
  #end = 0;

  /** Where the next byte goes: how many were taken. */
  get end(): number {
    return this.#end;
  }

  /** Where the bytes begin that are kept here; those before are on disk only. */
  get start(): number {
    return this.#chunks[0]?.start ?? this.#end;
  }

  /** The first position that is not on disk. */
  get unwrittenFrom(): number {
    return this.#chunks[this.#written]?.start ?? this.#end;
  }

  /** Whether enough waits for a disk write, so long after the last one. */
  isDue(sinceMs: number): boolean {
    const isBurst = sinceMs < archiveLimits.gatherMs;
    return this.#unwrittenCost >= (isBurst ? archiveLimits.burstBytes : archiveLimits.flushBytes);
  }

  /** Whether the writer must wait for the disk. */
  get isFull(): boolean {
    return this.#unwrittenCost >= archiveLimits.unwrittenBytes;
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push({ start: this.#end, bytes });
    this.#end += bytes.byteLength;
    this.#cost += costOf(bytes);
    this.#unwrittenCost += costOf(bytes);
    this.#trim();
  }

  /** The bytes from `position` to the end of their array; undefined where it is not kept here. */
  at(position: number): Uint8Array | undefined {
    if (position < this.start || position >= this.#end) return undefined;
    const chunk = this.#chunks[this.#indexAt(position)];
    if (chunk === undefined || chunk.start === position) return chunk?.bytes;
    return chunk.bytes.subarray(position - chunk.start);
  }

  /** Everything that is not on disk. */
  unwritten(): Batch {
    const position = this.unwrittenFrom;
    const chunks = this.#chunks.slice(this.#written).map((chunk) => chunk.bytes);
    return { position, chunks, bytes: this.#end - position };
  }

  /** A batch has reached the disk. */
  wrote(batch: Batch): void {
    this.#written += batch.chunks.length;
    for (const bytes of batch.chunks) this.#unwrittenCost -= costOf(bytes);
    this.#trim();
  }

  /** Corrects what is kept here; arrays that readers hold already stay as they are. */
  patch(patch: Patch): void {
    for (const chunk of this.#chunks) chunk.bytes = patched(chunk.bytes, chunk.start, patch);
  }

  /** Lets go of everything, written or not. */
  clear(): void {
    this.#chunks.length = 0;
    this.#written = this.#cost = this.#unwrittenCost = 0;
  }

  #trim(): void {
    let drop = 0;
    while (drop < this.#written && this.#cost > archiveLimits.tailBytes) {
      this.#cost -= costOf(this.#chunks[drop]!.bytes);
      drop += 1;
    }
    if (drop === 0) return;
    this.#chunks.splice(0, drop);
    this.#written -= drop;
  }

  #indexAt(position: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#chunks[middle]!.start <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function costOf(bytes: Uint8Array): number {
  return bytes.byteLength + archiveLimits.chunkOverheadBytes;
}
