import type { Failure } from "@club/shared/wire/failures.ts";
import { randomUUID } from "node:crypto";
import { access, constants, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import type { Archive, ByteAllowance, Clip, ClipName, Recording, StoredClip } from "./archive.ts";
import { ArchiveSpace } from "./archive-space.ts";
import { ArchiveUsage } from "./archive-usage.ts";
import { ClipPaths, clipNameOf } from "./clip-paths.ts";
import { FolderClip } from "./folder-clip.ts";
import { type ArchiveLimits, archiveLimits } from "./limits.ts";
import { createPart, type PartHome } from "./part-file.ts";
import { SpoolRecording } from "./spool-recording.ts";
import { isMissing, storageFailure, unreadable } from "./storage-failure.ts";

export type FolderArchiveOptions = {
  /** Made at first use. Nothing else may write there, except another hub on the same data. */
  readonly folder: string;
  readonly limits?: Partial<ArchiveLimits>;
  readonly clock?: Clock;
};

export type ArchiveFigures = {
  /** What all copies take, unfinished ones included. */
  readonly bytes: number;
  /** Whether the copies of earlier processes are counted already. */
  readonly isComplete: boolean;
};

/** An archive in a folder: files 0600 in folders 0700. */
export function openFolderArchive(options: FolderArchiveOptions): FolderArchive {
  const { recordingBytes, totalBytes, freeDiskBytes } = archiveLimits;
  const limits = { recordingBytes, totalBytes, freeDiskBytes, ...options.limits };
  return new FolderArchive(options.folder, limits, options.clock ?? systemClock);
}

export class FolderArchive implements Archive {
  readonly #paths: ClipPaths;
  readonly #usage: ArchiveUsage;
  readonly #home: PartHome;
  readonly #recordingBytes: number;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #counting: Promise<void>;
  #probing: Promise<string | undefined> | undefined;
  /** Why the last copy that failed to begin did. */
  #refusal: { readonly failure: Failure; readonly atMs: number } | undefined;

  constructor(folder: string, limits: ArchiveLimits, clock: Clock) {
    this.#paths = new ClipPaths(folder);
    this.#usage = new ArchiveUsage(this.#paths);
    const space = new ArchiveSpace(folder, limits, this.#usage, clock);
    this.#home = { paths: this.#paths, space, usage: this.#usage };
    this.#recordingBytes = limits.recordingBytes;
    this.#clock = clock;
    // A folder that cannot be listed cannot be written either, which `fault` reports.
    this.#counting = this.#usage.count(this.#closing.signal).catch(() => {});
  }

  async create(name: ClipName, allowance?: ByteAllowance): Promise<Recording> {
    const part = await createPart(name, this.#home).catch((error: unknown) => {
      this.#refusal = { failure: storageFailure(error), atMs: this.#clock.monotonicMs() };
      throw error;
    });
    return new SpoolRecording(part, this.#recordingBytes, this.#clock, allowance);
  }

  async requireRoom(): Promise<void> {
    const { failure, atMs } = this.#refusal ?? { failure: undefined, atMs: -Infinity };
    const isFresh = this.#clock.monotonicMs() - atMs < archiveLimits.freeDiskFreshMs;
    if (failure !== undefined && isFresh) throw failure;
    await this.#home.space.take(0).catch((error: unknown) => {
      // A folder that is not there yet has all the room of its disk.
      if (!isMissing(error)) throw storageFailure(error);
    });
  }

  async *clips(signal: AbortSignal): AsyncGenerator<StoredClip, void, void> {
    for (const shard of await namesIn(this.#paths.clips)) {
      for (const file of await namesIn(join(this.#paths.clips, shard))) {
        signal.throwIfAborted();
        const name = clipNameOf(file);
        const found = await stat(join(this.#paths.clips, shard, file)).catch(() => undefined);
        if (name === undefined || found === undefined) continue;
        yield { name, bytes: found.size, writtenMs: found.mtimeMs };
      }
    }
  }

  /** Folders that hold copies and take no more; empty: all is well. */
  async unwritable(): Promise<readonly string[]> {
    const folders = (await namesIn(this.#paths.clips)).map((one) => join(this.#paths.clips, one));
    const kept: string[] = [];
    for (const folder of folders) if (!(await isWritableFolder(folder))) kept.push(folder);
    return kept;
  }

  async open(name: ClipName): Promise<Clip | undefined> {
    const path = this.#paths.clip(name);
    const bytes = await sizeOf(path);
    return bytes === undefined ? undefined : new FolderClip(path, bytes);
  }

  async remove(name: ClipName): Promise<void> {
    const path = this.#paths.clip(name);
    const bytes = await sizeOf(path);
    if (bytes === undefined) return;
    try {
      await unlink(path);
    } catch (error) {
      if (isMissing(error)) return;
      throw storageFailure(error);
    }
    this.#usage.removed(name, bytes);
  }

  async sweep(): Promise<number> {
    const files = await readdir(this.#paths.parts).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw storageFailure(error);
    });
    const leftovers = files.filter((file) => this.#paths.isLeftover(file));
    for (const file of leftovers) {
      await unlink(join(this.#paths.parts, file)).catch((error: unknown) => {
        if (!isMissing(error)) throw storageFailure(error);
      });
    }
    return leftovers.length;
  }

  /** As the port says; questions that come while one is being answered share its answer. */
  async fault(): Promise<string | undefined> {
    this.#probing ??= this.#probe().finally(() => {
      this.#probing = undefined;
    });
    return await this.#probing;
  }

  /** For metrics. */
  figures(): ArchiveFigures {
    return { bytes: this.#usage.bytes, isComplete: this.#usage.isComplete };
  }

  /** Ends what goes on in the background. Recordings and readers end with their requests. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#counting;
  }

  /** Writes a copy as a request would, and gives it up. */
  async #probe(): Promise<string | undefined> {
    try {
      using part = await createPart({ id: `probe-${randomUUID()}`, extension: "bin" }, this.#home);
      const bytes = archiveLimits.probeBytes;
      try {
        await part.write({ position: 0, chunks: [new Uint8Array(bytes)], bytes });
      } finally {
        await part.discard();
      }
      return undefined;
    } catch (error) {
      return storageFailure(error).message;
    }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw unreadable(error);
  });
}

async function isWritableFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return false;
  return await access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw unreadable(error);
  }
}
