import { realpath } from "node:fs/promises";
import { isSea } from "node:sea";

/** How this very program is started again: the single file that it is, or Node and its first script. */
export async function programCommand(): Promise<readonly string[]> {
  if (isSea()) return [process.execPath];
  return [process.execPath, await realpath(process.argv[1] ?? "")];
}
