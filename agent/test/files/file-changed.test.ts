import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileChanged } from "../../src/files/file-changed.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("a file that is not there has not changed before it comes", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "token");
  const { signal } = new AbortController();
  const coming = fileChanged(path, signal).then(() => "changed");
  assert.equal(await Promise.race([coming, wait(500, "as before")]), "as before");
  await writeFile(path, "key");
  assert.equal(await coming, "changed");
  const going = fileChanged(path, signal);
  await wait(50);
  await rm(path);
  await going;
});
