import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { makePrivateFolder } from "./private-folder.ts";

/**
 * Replaces a file that only its owner may read, in a folder that only they may enter. Readers see the
 * old text or the new one, even after a power cut.
 */
export async function writeFileAtomic(path: string, text: string): Promise<void> {
  await makePrivateFolder(dirname(path));
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    {
      await using file = await open(draft, "wx", 0o600);
      await file.writeFile(text);
      await file.sync();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
