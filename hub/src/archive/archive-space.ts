import { statfs } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import type { ArchiveUsage } from "./archive-usage.ts";
import { type ArchiveLimits, archiveLimits } from "./limits.ts";
import { noRoom } from "./storage-failure.ts";

/**
 * Whether there is room: below the archive's own limit, and on the disk down to a reserve. The
 * disk is asked at most once a second and its answer lowered by what was written since, so that a
 * write costs no system call for it.
 */
export class ArchiveSpace {
  readonly #folder: string;
  readonly #limits: ArchiveLimits;
  readonly #usage: ArchiveUsage;
  readonly #clock: Clock;
  #free = { atMs: -Infinity, bytes: 0 };
  #asking: Promise<void> | undefined;

  constructor(folder: string, limits: ArchiveLimits, usage: ArchiveUsage, clock: Clock) {
    this.#folder = folder;
    this.#limits = limits;
    this.#usage = usage;
    this.#clock = clock;
  }

  /** Takes room for bytes to be written. Throws STORAGE_FULL where there is none. */
  async take(bytes: number): Promise<void> {
    if (this.#usage.bytes + bytes > this.#limits.totalBytes) {
      throw noRoom("the archive is full; old recordings must be deleted or its limit raised");
    }
    // Only a fresh answer refuses: what was removed since the last one is not in it.
    const isSure = this.#knownFree() - bytes >= this.#limits.freeDiskBytes;
    if (!isSure) await (this.#asking ??= this.#ask());
    if (this.#knownFree() - bytes < this.#limits.freeDiskBytes)
      throw noRoom("the disk is almost full");
    this.#free.bytes -= bytes;
    this.#usage.add(bytes);
  }

  #knownFree(): number {
    if (this.#limits.freeDiskBytes === 0) return Infinity;
    const isFresh = this.#clock.monotonicMs() - this.#free.atMs < archiveLimits.freeDiskFreshMs;
    return isFresh ? this.#free.bytes : -Infinity;
  }

  async #ask(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#folder);
      this.#free = { atMs: this.#clock.monotonicMs(), bytes: bavail * bsize };
    } finally {
      this.#asking = undefined;
    }
  }
}
