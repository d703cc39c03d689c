import { chunkBytes } from "../limits.ts";
import type { Times } from "../measure/percentiles.ts";

const stampBytes = 8;

/** Reads the stamps out of a paced body as it comes, and notes how long each chunk was under way. */
export class StampReader {
  readonly #transit: Times;
  readonly #stamp = Buffer.alloc(stampBytes);
  /** Within the chunk; negative: in the header before the first. */
  #at: number;

  constructor(headerBytes: number, transit: Times) {
    this.#at = -headerBytes;
    this.#transit = transit;
  }

  take(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; ) {
      const end = this.#at < 0 ? 0 : this.#at < stampBytes ? stampBytes : chunkBytes;
      const length = Math.min(end - this.#at, bytes.length - from);
      if (end === stampBytes) bytes.copy(this.#stamp, this.#at, from, from + length);
      from += length;
      this.#at += length;
      if (this.#at === chunkBytes) this.#arrived();
    }
  }

  #arrived(): void {
    this.#at = 0;
    const sinceNs = process.hrtime.bigint() - this.#stamp.readBigInt64LE();
    this.#transit.add(Number(sinceNs) / 1e6);
  }
}
