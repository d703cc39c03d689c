import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAll } from "../../archive/file-pieces.ts";
import { storageFailure, unreadable } from "../../archive/storage-failure.ts";
import { partEnding } from "../../data-folder.ts";
import { wholeFile } from "../mastering/whole-file.ts";

/**
 * A job's files, in a folder of its own: each segment's audio by its number and take, and what was made
 * of them to be heard. Ids are the hub's own: letters, digits and `_`.
 */
export class JobFiles {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** Keeps a segment's audio; it is there whole or not at all. Throws STORAGE_FULL. */
  async keep(id: string, name: TakeName, pcm: Uint8Array): Promise<void> {
    await this.#makeFolder(id);
    await wholeFile(this.#takePath(id, name), async (part) => {
      await using file = await open(part, "r+");
      await writeAll(file, [pcm], 0).catch(refuse);
      await file.sync().catch(refuse);
    });
  }

  /** A segment's audio from `fromByte` on. Throws NOT_FOUND where there is none. */
  async *read(
    id: string,
    name: TakeName,
    signal: AbortSignal,
    fromByte: number,
  ): AsyncGenerator<Uint8Array, void, void> {
    try {
      const stream = createReadStream(this.#takePath(id, name), { start: fromByte, signal });
      for await (const bytes of stream as AsyncIterable<Buffer>) yield bytes;
    } catch (thrown) {
      signal.throwIfAborted();
      throw unreadable(thrown);
    }
  }

  /** Where a file that is made of segments is, or will be. */
  async pathOf(id: string, file: string): Promise<string> {
    await this.#makeFolder(id);
    return join(this.#root, id, file);
  }

  /** Removes all that is made of the same segments as `file` but is not up to date any more. */
  async removeOlder(id: string, prefix: string, file: string): Promise<void> {
    const names = await readdir(join(this.#root, id));
    const isOlder = (name: string): boolean =>
      name.startsWith(prefix) && name !== file && !name.endsWith(partEnding);
    const older = names.filter((name) => isOlder(name));
    await Promise.all(older.map((name) => rm(join(this.#root, id, name), { force: true })));
  }

  /** Removes what a hub that was killed had not written to its end. Call it before any job runs. */
  async sweep(): Promise<void> {
    const names = await readdir(this.#root, { recursive: true }).catch(() => []);
    const parts = names.filter((name) => name.endsWith(partEnding));
    await Promise.all(parts.map((part) => rm(join(this.#root, part), { force: true })));
  }

  /** Removes all of a job's files. */
  async remove(id: string): Promise<void> {
    await rm(join(this.#root, id), { recursive: true, force: true });
  }

  async #makeFolder(id: string): Promise<void> {
    await mkdir(join(this.#root, id), { recursive: true, mode: 0o700 }).catch(refuse);
  }

  #takePath(id: string, { number, take }: TakeName): string {
    return join(this.#root, id, `segment-${number}-${take}.pcm`);
  }
}

export type TakeName = { readonly number: number; readonly take: number };

function refuse(thrown: unknown): never {
  throw storageFailure(thrown);
}
