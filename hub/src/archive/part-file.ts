import { open, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { ClipName, Patch } from "./archive.ts";
import type { ArchiveSpace } from "./archive-space.ts";
import type { ArchiveUsage } from "./archive-usage.ts";
import type { ClipPaths } from "./clip-paths.ts";
import { writeAll } from "./file-pieces.ts";
import type { Batch } from "./memory-tail.ts";
import { type FileLease, SharedFile } from "./shared-file.ts";
import { storageFailure } from "./storage-failure.ts";
import { withFolder } from "./with-folder.ts";

/** What a part needs of the archive it belongs to. */
export type PartHome = {
  readonly paths: ClipPaths;
  readonly space: ArchiveSpace;
  readonly usage: ArchiveUsage;
};

/** Begins the file of a copy, once something would fit. Throws STORAGE_FULL. */
export async function createPart(name: ClipName, home: PartHome): Promise<PartFile> {
  const path = home.paths.part(name);
  try {
    const file = await withFolder(home.paths.folder, home.paths.parts, async () => {
      await home.space.take(0);
      return await open(path, "wx+", 0o600);
    });
    const shared = new SharedFile(path, file);
    return new PartFile(name, home, shared, await shared.lease());
  } catch (error) {
    throw storageFailure(error);
  }
}

/**
 * A copy on disk while it is written: in `parts/` until it is published under its name. What was
 * written is accounted for; whatever goes wrong is STORAGE_FULL.
 *
 * Nothing is fsynced. A copy survives the death of the process as it is, since the kernel has its
 * bytes; only a power cut may lose what was spoken in the half minute before it. An fsync would cost
 * each request milliseconds, and every other one on the same disk too.
 */
export class PartFile {
  readonly #name: ClipName;
  readonly #home: PartHome;
  readonly #shared: SharedFile;
  readonly #own: FileLease;
  #bytes = 0;

  constructor(name: ClipName, home: PartHome, shared: SharedFile, own: FileLease) {
    this.#name = name;
    this.#home = home;
    this.#shared = shared;
    this.#own = own;
  }

  /** A reader's use of the file, whatever becomes of its name. */
  async lease(): Promise<FileLease> {
    return await this.#shared.lease();
  }

  async write({ chunks, position, bytes }: Batch): Promise<void> {
    if (bytes === 0) return;
    try {
      await this.#home.space.take(bytes);
      this.#bytes += bytes;
      await writeAll(this.#own.file, chunks, position);
    } catch (error) {
      throw storageFailure(error);
    }
  }

  async overwrite({ at, bytes }: Patch): Promise<void> {
    await writeAll(this.#own.file, [bytes], at).catch(refuse);
  }

  /** Makes the copy visible under its name, at once and whole. */
  async publish(): Promise<void> {
    const path = this.#home.paths.clip(this.#name);
    this.#home.usage.finishing(this.#name);
    const move = async () => await rename(this.#shared.path, path);
    await withFolder(this.#home.paths.folder, dirname(path), move).catch(refuse);
    this.#shared.path = path;
  }

  /** Removes it. Where even that fails, the next start's sweep does. */
  async discard(): Promise<void> {
    this.#home.usage.subtract(this.#bytes);
    await unlink(this.#shared.path).catch(() => {});
  }

  /** Ends the writer's use; readers go on. */
  [Symbol.dispose](): void {
    this.#own[Symbol.dispose]();
  }
}

function refuse(error: unknown): never {
  throw storageFailure(error);
}
