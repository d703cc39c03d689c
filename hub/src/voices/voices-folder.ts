import { join } from "node:path";

/** The samples' files in a hub's data folder. */
export function voicesFolder(dataFolder: string): string {
  return join(dataFolder, "voices");
}
