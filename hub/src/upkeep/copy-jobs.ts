import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { partEnding } from "../data-folder.ts";

/** The files of all jobs in a folder, as `JOB/FILE`; what is still being written is none of them. */
export async function jobFilesIn(folder: string): Promise<readonly string[]> {
  const jobs = await unlessGone(readdir(folder), []);
  const files = jobs.map(async (job) => {
    const names = await unlessGone(readdir(join(folder, job)), []);
    return names.filter((name) => !name.endsWith(partEnding)).map((name) => join(job, name));
  });
  return (await Promise.all(files)).flat();
}

/**
 * Copies jobs' files, one after the other. Each is there whole or not at all; one that a running hub
 * removes meanwhile is left out.
 */
export async function copyJobFiles(
  files: readonly string[],
  from: string,
  to: string,
  { signal, next }: { readonly signal?: AbortSignal; readonly next: () => void },
): Promise<void> {
  for (const file of files) {
    signal?.throwIfAborted();
    await mkdir(join(to, file, ".."), { recursive: true, mode: 0o700 });
    await unlessGone(copyFile(join(from, file), join(to, file)), undefined);
    next();
  }
}

async function unlessGone<T>(work: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
    throw error;
  }
}
