import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "./storage-failure.ts";

/**
 * Does what needs a folder in `root`; where that is missing, makes it and tries once more. What `root`
 * lies in is never made: a data folder that was moved away is not to come back empty.
 */
export async function withFolder<T>(
  root: string,
  folder: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await make(root, folder);
    return await act();
  }
}

async function make(root: string, folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    if (!isMissing(error) || folder === root) throw error;
    await make(root, dirname(folder));
    await make(root, folder);
  }
}
