import assert from "node:assert/strict";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { dataFolder } from "../../src/data-folder.ts";
import { FolderIdentity } from "../../src/upkeep/folder-identity.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("a data folder that is moved, deleted or replaced is noticed, and when it is back", async (t) => {
  const paths = dataFolder(join(await temporaryFolder(t), "data"));
  const make = async (): Promise<void> => {
    await mkdir(paths.root);
    await writeFile(paths.database, "");
  };
  await make();
  const identity = await FolderIdentity.of(paths);
  assert.equal(await identity.fault(), undefined);
  const moved = `${paths.root}-moved`;
  await rename(paths.root, moved);
  assert.match((await identity.fault()) ?? "", /data was moved or deleted/);
  await make();
  assert.match((await identity.fault()) ?? "", /data was moved or deleted/);
  await rm(paths.root, { recursive: true });
  await rename(moved, paths.root);
  assert.equal(await identity.fault(), undefined);
  await rename(paths.database, `${paths.database}-old`);
  await writeFile(paths.database, "");
  assert.match((await identity.fault()) ?? "", /hub.sqlite was moved or deleted/);
});
