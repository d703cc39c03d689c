import { readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { getAsset, isSea } from "node:sea";
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * A file that belongs to the program: at `url`, or where the program is a single file, inside of it under
 * the same name.
 */
export function programFile(url: URL): Buffer {
  if (!isSea()) return readFileSync(url);
  return Buffer.from(getAsset(basename(url.pathname)));
}

/** Where a thread's program is, for who asks from a file of the same folder. */
export type ThreadPlace = {
  /** Of the thread's file, without its ending: as TypeScript, compiled, or inside of the single file. */
  readonly name: string;
  /** The `import.meta` of a file beside it. */
  readonly beside: Pick<ImportMeta, "dirname" | "filename">;
};

/** Starts a thread of this program. */
export function startThread({ name, beside }: ThreadPlace, options: WorkerOptions): Worker {
  if (isSea()) return new Worker(getAsset(`${name}.js`, "utf8"), { ...options, eval: true });
  return new Worker(join(beside.dirname, `${name}${extname(beside.filename)}`), options);
}
