import { type FileHandle, open } from "node:fs/promises";

/** A use of an open file; its taker gives it back. */
export type FileLease = Disposable & { readonly file: FileHandle };

/**
 * A file that its writer and any number of readers use through one descriptor: the last to give it
 * back closes it, so that reading goes on after the file was moved or removed. One that nobody uses
 * is opened again, to be read.
 */
export class SharedFile {
  /** Where it lies now; changed when it is moved. */
  path: string;
  #open: { readonly file: Promise<FileHandle>; users: number } | undefined;

  constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#open = { file: Promise.resolve(file), users: 0 };
  }

  /** Throws what the file system throws when it must be opened again and cannot. */
  async lease(): Promise<FileLease> {
    const opened = (this.#open ??= { file: open(this.path, "r"), users: 0 });
    opened.users += 1;
    let isBack = false;
    const giveBack = () => {
      if (isBack) return;
      isBack = true;
      this.#giveBack(opened);
    };
    try {
      return { file: await opened.file, [Symbol.dispose]: giveBack };
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  #giveBack(opened: { readonly file: Promise<FileHandle>; users: number }): void {
    opened.users -= 1;
    if (opened.users > 0) return;
    if (this.#open === opened) this.#open = undefined;
    // Nothing depends on the descriptor's end: what was written was confirmed by each write.
    void opened.file.then(async (file) => await file.close()).catch(() => {});
  }
}
