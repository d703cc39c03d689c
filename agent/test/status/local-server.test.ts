import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { askAgent } from "../../src/status/local-client.ts";
import { serveSocket } from "../../src/status/local-server.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("the socket and its folder are its owner's alone", async () => {
  await using place = await temporaryFolder();
  const folder = join(place.path, "club");
  const path = join(folder, "rig.sock");
  await using _ = await serveSocket({ folder, path }, { "GET /x": () => ({ a: 1 }) });
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await askAgent(path, "GET", "/x"), { status: 200, body: '{"a":1}\n' });
  assert.equal((await askAgent(path, "GET", "/y")).status, 404);
});

test("a socket that a killed process left behind is replaced", async () => {
  await using place = await temporaryFolder();
  const path = join(place.path, "rig.sock");
  const code = `require("net").createServer().listen(${JSON.stringify(path)}, () => console.log(1))`;
  const other = spawn(process.execPath, ["-e", code]);
  await once(other.stdout, "data");
  other.kill("SIGKILL");
  await once(other, "close");
  assert.ok((await stat(path)).isSocket());
  await using _ = await serveSocket({ folder: place.path, path }, { "GET /x": () => "new\n" });
  assert.equal((await askAgent(path, "GET", "/x")).body, "new\n");
});

test("a socket on which somebody answers is not taken away", async () => {
  await using place = await temporaryFolder();
  const where = { folder: place.path, path: join(place.path, "rig.sock") };
  await using _ = await serveSocket(where, {});
  await assert.rejects(serveSocket(where, {}), { code: "CONFLICT" });
});
