import { mkdir, open } from "node:fs/promises";

/** Makes a folder that only its owner can enter; one that exists is left as it is. */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Makes an empty file that only its owner can read; one that exists is left as it is. */
export async function makePrivateFile(path: string): Promise<void> {
  const file = await open(path, "a", 0o600);
  await file.close();
}
