import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { getAsset, isSea } from "node:sea";
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * A file that belongs to the program: in its package at `path`, or where the program is a single file,
 * inside of it under the same name.
 *
 * @param asking the `import.meta` of a file of the same package
 */
export function programFile(path: string, asking: Pick<ImportMeta, "dirname">): Buffer {
  if (isSea()) return Buffer.from(getAsset(basename(path)));
  return readFileSync(join(packageFolder(asking), path));
}

/** The package's folder, for a source of it as for what sources were compiled or bundled into. */
export function packageFolder({ dirname: folder }: Pick<ImportMeta, "dirname">): string {
  let at = folder;
  while (!existsSync(join(at, "package.json")) && at !== dirname(at)) at = dirname(at);
  return at;
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
