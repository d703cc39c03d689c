import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ClipName } from "./archive.ts";
import { type ClipPaths, fileName, shardOf } from "./clip-paths.ts";
import { isMissing } from "./storage-failure.ts";

/**
 * How many bytes an archive holds, kept up to date as copies come and go. What was there before is
 * counted once, in the background; until that is done the figure is too low. A copy removed in the
 * very moment in which its shard is counted may be missed: the figure serves a limit, not an account.
 */
export class ArchiveUsage {
  readonly #paths: ClipPaths;
  #bytes = 0;
  #count: Count | undefined = { shards: new Set(), own: new Set() };

  constructor(paths: ClipPaths) {
    this.#paths = paths;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the earlier copies are part of the figure. */
  get isComplete(): boolean {
    return this.#count === undefined;
  }

  /** Bytes are about to be written. */
  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Bytes of an unfinished copy are gone. */
  subtract(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** A copy is about to appear whose bytes were added. */
  finishing(name: ClipName): void {
    this.#count?.own.add(fileName(name));
  }

  /** A finished copy is gone. */
  removed(name: ClipName, bytes: number): void {
    const count = this.#count;
    const wasCounted =
      count === undefined || count.shards.has(shardOf(name)) || count.own.has(fileName(name));
    if (wasCounted) this.#bytes -= bytes;
  }

  /** Counts what earlier processes left. Throws what the file system throws, and the signal's reason. */
  async count(signal: AbortSignal): Promise<void> {
    for (const shard of await list(this.#paths.clips)) {
      for (const file of await list(join(this.#paths.clips, shard))) {
        signal.throwIfAborted();
        const bytes = await sizeOf(join(this.#paths.clips, shard, file));
        if (this.#count?.own.has(file) === false) this.#bytes += bytes;
      }
      this.#count?.shards.add(shard);
    }
    this.#count = undefined;
  }
}

/** A count under way: the shards it is through with, and the files that this process made meanwhile. */
type Count = { readonly shards: Set<string>; readonly own: Set<string> };

async function list(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => absent<string[]>(error, []));
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => absent(error, undefined));
  return found?.size ?? 0;
}

function absent<T>(error: unknown, fallback: T): T {
  if (isMissing(error)) return fallback;
  throw error;
}
