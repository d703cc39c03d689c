import assert from "node:assert/strict";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { execa } from "execa";
import { startProcess } from "../../processes/running-process.ts";
import { sha256Of } from "../../release/npm-packages.ts";
import { buildSingleFile, hostPlatform } from "../../release/single-files.ts";
import { until } from "../../until.ts";

const built = ["linux-x64", "linux-arm64"];
const platform = `${process.platform}-${process.arch}`;
const skip = built.includes(platform) ? false : `single files are not tried on ${platform}`;

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "club-single-test-"));
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("the agent is one file that needs no Node, and the same each time", { skip }, async () => {
  const file = await buildSingleFile("club-agent", hostPlatform(), join(folder, "first"));
  const bare = { env: { HOME: folder }, extendEnv: false } as const;
  assert.equal((await execa(file, ["--version"], bare)).stdout, "0.1.0");
  assert.match((await execa(file, ["join", "--help"], bare)).stdout, /single-use code/);
  const again = await buildSingleFile("club-agent", hostPlatform(), join(folder, "second"));
  assert.equal(await sha256Of(again), await sha256Of(file));
});

test("the hub is one file with its dashboard and its threads", { skip }, async () => {
  const file = await buildSingleFile("club-hub", hostPlatform(), folder);
  const argv = ["serve", "--port", "0", "--data", join(folder, "data")];
  await using hub = startProcess("hub", file, argv);
  const listening = (): string | undefined => /^listening on (\S+)/m.exec(hub.log())?.[1];
  const url = await until("the hub to listen", listening, { timeoutMs: 60_000 });
  const page = await (await fetch(url)).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "";
  const asset = await fetch(url + script, { headers: { "accept-encoding": "br" } });
  assert.equal(asset.headers.get("content-encoding"), "br");
  assert.match(asset.headers.get("cache-control") ?? "", /immutable/);
  assert.equal((await fetch(`${url}/assets/package.json`)).status, 404);
  // The hub's own thread moves what is written to its place, and tells here if it cannot.
  const ready = (await (await fetch(`${url}/readyz`)).json()) as { warnings: string[] };
  assert.deepEqual(
    ready.warnings.filter((words) => !words.includes("ffmpeg")),
    [],
  );
});

test("a file for another system has that system's format", { skip }, async () => {
  const file = await buildSingleFile("club-agent", "win32-x64", folder);
  const head = Buffer.alloc(4096);
  {
    await using handle = await open(file);
    await handle.read(head);
  }
  // PE format: "MZ", then where "PE" stands, then the machine, which is x64.
  assert.equal(head.toString("latin1", 0, 2), "MZ");
  const at = head.readUInt32LE(0x3c);
  assert.equal(head.toString("latin1", at, at + 4), "PE\0\0");
  assert.equal(head.readUInt16LE(at + 4), 0x8664);
});
