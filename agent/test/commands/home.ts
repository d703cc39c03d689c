import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../temporary-folder.ts";

/** A home folder of the test's own, with a token file in it. */
export async function makeHome(): Promise<AsyncDisposable & { path: string; token: string }> {
  const folder = await temporaryFolder();
  const token = join(folder.path, "token");
  await writeFile(token, "club-test-key\n", { mode: 0o600 });
  return { ...folder, token };
}
