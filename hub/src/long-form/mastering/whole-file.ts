import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { storageFailure } from "../../archive/storage-failure.ts";
import { partEnding } from "../../data-folder.ts";

/**
 * Makes a file that is there whole or not at all: `write` fills a part beside it. Whatever fails, the
 * part is removed.
 */
export async function wholeFile(
  path: string,
  write: (part: string) => Promise<void>,
): Promise<void> {
  const part = `${path}.${randomUUID()}${partEnding}`;
  try {
    await makeEmpty(part);
    await write(part);
    await rename(part, path).catch(refuse);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Only its owner may read it, whoever writes it then. */
async function makeEmpty(path: string): Promise<void> {
  const file = await open(path, "wx", 0o600).catch(refuse);
  await file.close();
}

function refuse(error: unknown): never {
  throw storageFailure(error);
}
