import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { hubVersion } from "../../src/version.ts";
import { startRunningHub } from "../http/running-hub.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const name = "club-agent-linux-x64.gz";

test("a hub hands out the agent of a release, and nothing else that lies there", async (t) => {
  const hub = await startRunningHub(t, { releaseFolder: await aRelease(t) });
  const session = (await (await hub.ask("/v1/session")).json()) as { hub: { installs: boolean } };
  assert.equal(session.hub.installs, true);
  assert.equal(await text(`${hub.url}/install/VERSION`), `${hubVersion()}\n`);
  assert.equal(await text(`${hub.url}/install/${name}`), "the agent");
  assert.match(await text(`${hub.url}/install/SHA256SUMS`), /club-agent-linux-x64/);
  for (const path of ["private", "club-hub-linux-x64.gz", "..%2fVERSION", "install.sh", ""]) {
    const response = await fetch(`${hub.url}/install/${path}`);
    assert.equal(response.status, 404, path);
  }
});

test("the scripts take the agent from the hub that they came from", async (t) => {
  const releaseFolder = await aRelease(t);
  const hub = await startRunningHub(t, { releaseFolder });
  assert.match(await text(`${hub.url}/install.sh`), new RegExp(`^from='${hub.url}/install'$`, "m"));
  assert.match(await text(`${hub.url}/install.ps1`), new RegExp(`^\\$hub = '${hub.url}'$`, "m"));
  const named = await startRunningHub(t, { releaseFolder, publicUrl: "https://the.hub" });
  assert.match(await text(`${named.url}/install.sh`), /^hub='https:\/\/the\.hub'$/m);
});

test("a release of another version is not handed out, and the hub speaks all the same", async (t) => {
  const hub = await startRunningHub(t, { releaseFolder: await aRelease(t, "0.0.1") });
  assert.equal((await fetch(`${hub.url}/install.sh`)).status, 404);
  assert.equal((await fetch(`${hub.url}/healthz`)).status, 200);
});

async function aRelease(t: TestContext, version: string = hubVersion()): Promise<string> {
  const folder = await temporaryFolder(t);
  const scripts = join(import.meta.dirname, "../../../scripts/install");
  for (const script of ["install.sh", "install.ps1"]) {
    await copyFile(join(scripts, script), join(folder, script));
  }
  await writeFile(join(folder, "VERSION"), `${version}\n`);
  await writeFile(join(folder, "private"), "secret");
  await writeFile(join(folder, "club-hub-linux-x64.gz"), "the hub");
  await writeFile(join(folder, name), "the agent");
  const sum = createHash("sha256").update("the agent").digest("hex");
  await writeFile(join(folder, "SHA256SUMS"), `${sum}  ${name}\n${sum}  club-hub-linux-x64.gz\n`);
  return folder;
}

async function text(url: string): Promise<string> {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  return await response.text();
}
