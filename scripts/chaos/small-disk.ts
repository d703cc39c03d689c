import { mkdir, open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

/** A file system of its own for the hub's data. */
export type SmallDisk = AsyncDisposable & {
  readonly folder: string;
  /** Leaves no byte free. */
  fill(): Promise<void>;
  /** Makes the room free again. */
  empty(): Promise<void>;
};

/** More than a campaign writes; the image is sparse. */
const diskBytes = 16 * 1024 ** 3;

/** Makes and mounts one below `parentFolder`. Undefined where that takes a privilege that is missing. */
export async function mountSmallDisk(parentFolder: string): Promise<SmallDisk | undefined> {
  const [image, folder] = [join(parentFolder, "disk.img"), join(parentFolder, "disk")];
  await mkdir(folder);
  const file = await open(image, "w");
  await file.truncate(diskBytes);
  await file.close();
  const made = await execa("mkfs.ext4", ["-q", "-F", "-m", "0", image], { reject: false });
  if (made.failed) return undefined;
  const mounted = await execa("mount", ["-o", "loop", image, folder], { reject: false });
  if (mounted.failed) return undefined;
  const filler = join(folder, "filler");
  return {
    folder,
    async fill() {
      const { bavail, bsize } = await statfs(folder);
      // It takes what there is, and fails when others take some of it meanwhile.
      await execa("fallocate", ["--length", String(bavail * bsize), filler], { reject: false });
    },
    empty: () => rm(filler, { force: true }),
    async [Symbol.asyncDispose]() {
      await execa("umount", ["--lazy", folder], { reject: false });
      await rm(image, { force: true });
    },
  };
}
