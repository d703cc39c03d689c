import { chmod, lstat, mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { Failure } from "@club/shared/wire/failures.ts";

/** Makes a folder that only this user may enter. Throws CONFLICT when it is somebody else's. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Windows keeps who may read a folder elsewhere, and lets none but its user into their own by default.
  if (process.platform === "win32") return;
  const { uid, mode } = await lstat(folder).then((stats) => stats);
  if (uid !== userInfo().uid) {
    throw new Failure("CONFLICT", `${folder} belongs to another user; remove it or ask its owner.`);
  }
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700);
}
