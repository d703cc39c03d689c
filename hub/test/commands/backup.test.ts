import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../temporary-folder.ts";
import { runHub } from "./run-hub.ts";

test("a hub is backed up and restored by two commands", async (t) => {
  const folder = await temporaryFolder(t);
  const [data, copy, other] = ["data", "copy", "other"].map((name) => join(folder, name));
  assert.ok(data && copy && other);
  await runHub("users", "create", "ann", "--data", data);
  const backup = await runHub("backup", copy, "--data", data);
  assert.deepEqual([backup.exitCode, backup.err], [0, ""]);
  const restored = await runHub("restore", copy, "--data", other);
  assert.deepEqual([restored.exitCode, restored.err], [0, ""]);
  assert.match((await runHub("users", "list", "--data", other)).out, /ann/);
  const again = await runHub("restore", copy, "--data", other);
  assert.equal(again.exitCode, 1);
  assert.match(again.err, /^error: .* exists already\. Move it away first/);
});
