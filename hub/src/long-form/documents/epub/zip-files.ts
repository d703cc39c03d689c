import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { maxEntryBytes, maxUnpackedBytes, maxZipEntries } from "../limits.ts";
import { tooLarge, unreadable } from "../refusal.ts";

/**
 * The files of a ZIP in memory, unpacked one at a time and by name only: nothing is written anywhere, and
 * what is unpacked is bounded for each file and for all of them.
 */
export class ZipFiles {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  #unpackedBytes = 0;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /** Throws INVALID_REQUEST for what is no ZIP, or has unsafe names. */
  static async open(bytes: Uint8Array): Promise<ZipFiles> {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
      const zip = await fromBufferPromise(buffer, { validateEntrySizes: true });
      if (zip.entryCount > maxZipEntries) throw new Error("too many entries");
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) {
        if (!entries.has(entry.fileName)) entries.set(entry.fileName, entry);
      }
      return new ZipFiles(zip, entries);
    } catch (cause) {
      throw damaged(cause);
    }
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** A file's bytes; undefined: there is none. Throws INVALID_REQUEST and TOO_LARGE. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.isEncrypted()) throw locked();
    return await this.#unpacked(entry);
  }

  async #unpacked(entry: Entry): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    // What a ZIP says of its sizes is a claim: what comes out is counted, whatever it said.
    for await (const piece of this.#streamOf(entry)) {
      bytes += piece.byteLength;
      this.#unpackedBytes += piece.byteLength;
      if (bytes > maxEntryBytes || this.#unpackedBytes > maxUnpackedBytes) throw unpacksTooLarge();
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async *#streamOf(entry: Entry): AsyncGenerator<Uint8Array, void, void> {
    const stream = await this.#zip.openReadStreamPromise(entry).catch((cause: unknown) => {
      throw damaged(cause);
    });
    try {
      for await (const piece of stream as AsyncIterable<Uint8Array>) yield piece;
    } catch (cause) {
      throw damaged(cause);
    }
  }
}

/** Books whose files are encrypted are for one shop's readers only. */
export function locked(): Error {
  return unreadable("this book is copy-protected (DRM). Only books without it can be read.");
}

function unpacksTooLarge(): Error {
  const megabytes = maxUnpackedBytes / 1024 / 1024;
  return tooLarge(`the text of an EPUB has at most ${megabytes} MiB unpacked.`);
}

function damaged(cause: unknown): Error {
  const words = "this is no EPUB, or a damaged one. Download or export it again.";
  return unreadable(words, cause);
}
