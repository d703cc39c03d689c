import { mkdir } from "node:fs/promises";
import { isMissing } from "./storage-failure.ts";

/** Does what needs a folder; where that is missing, makes it and tries once more. */
export async function withFolder<T>(folder: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await act();
  }
}
