import { lstat, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "@club/shared/wire/failures.ts";

/** Makes a folder that only its owner can enter; one that exists is left as it is. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Makes an empty file that only its owner can read; one that exists is left as it is. */
export async function makePrivateFile(path: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  await file.close();
}

/**
 * Makes a folder that only this process's user can enter, where others may write beside it. Returns
 * whether it is new; one that exists must be the user's own. Throws NOT_FOUND without a folder to make
 * it in, and PERMISSION_DENIED where somebody else has prepared it or could put another in its place.
 */
export async function makeOwnFolder(path: string): Promise<boolean> {
  await requireSafeParent(dirname(path));
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const found = await lstat(path);
  const isOwn = found.isDirectory() && isOwnedBy(found.uid, process.getuid?.());
  if (isOwn && (found.mode & 0o077) === 0) return false;
  throw unsafe(`${path} was made by somebody else, or others can enter it`);
}

/** In a folder where everybody may write, only the sticky bit keeps others from exchanging what is there. */
async function requireSafeParent(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new Failure("NOT_FOUND", `There is no folder ${path}. Make it.`);
  const isShared = (found.mode & 0o022) !== 0;
  const isSticky = (found.mode & 0o1000) !== 0;
  const isTrusted = isOwnedBy(found.uid, process.getuid?.()) || isOwnedBy(found.uid, 0);
  if (!isTrusted || (isShared && !isSticky)) {
    throw unsafe(`others may exchange what lies in ${path}`);
  }
}

/** Windows has no such owners; there everything passes. */
function isOwnedBy(uid: number, expected: number | undefined): boolean {
  return expected === undefined || process.getuid === undefined || uid === expected;
}

function unsafe(reason: string): Failure {
  return new Failure("PERMISSION_DENIED", `It would not be safe: ${reason}. Name another place.`);
}
