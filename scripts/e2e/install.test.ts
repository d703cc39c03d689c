import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { execa } from "execa";
import { startProcess } from "../processes/running-process.ts";
import { addSingleFile, completeRelease, writeSums } from "../release/release-folder.ts";
import { buildSingleFile, hostPlatform } from "../release/single-files.ts";
import { until } from "../until.ts";
import { patienceMs } from "./harness/limits.ts";
import { speak } from "./harness/requests.ts";
import { startClub, type TestClub } from "./harness/test-club.ts";

const platform = `${process.platform}-${process.arch}`;
const skip = platform.startsWith("linux-") ? false : `install.sh is not tried on ${platform}`;

let folder: string;
let release: string;
/** All that is on the PATH of a machine that has nothing: with it a speech program, for something to share. */
let bare: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "club-install-"));
  release = join(folder, "release");
  bare = join(folder, "bin");
  await mkdir(release);
  await mkdir(bare);
  if (skip !== false) return;
  for (const name of programs) {
    const { stdout } = await execa("sh", ["-c", `command -v ${name}`]);
    await symlink(stdout, join(bare, name));
  }
  await addSingleFile("club-agent", hostPlatform(), release);
  await completeRelease(release);
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("one line makes a machine with nothing but curl a provider, and one removes it", {
  skip,
}, async (t) => {
  const club = await startClub(t, { hubOptions: ["--release-folder", release] });
  const home = await aHome("one-line");
  const script = `curl -fsSL ${club.hub.url}/install.sh | sh -s --`;
  {
    const argv = ["-c", `${script} --join ${await aCode(club)}`];
    await using agent = startProcess("installer", "sh", argv, {
      env: bareEnv(home),
      extendEnv: false,
    });
    await untilServed(club, agent);
    const spoken = await speak(club, { model: "espeak-ng", input: "Hello." });
    assert.equal(spoken.status, 200);
    await spoken.bytes();
    const uninstall = ["-c", `${script} --uninstall`];
    await execa("sh", uninstall, { env: bareEnv(home), extendEnv: false });
    assert.match(await agent.ended, /exit code 0/);
  }
  const left = await readdir(home, { recursive: true });
  // espeak-ng's sound library keeps a folder of its own, which no agent knows of.
  assert.deepEqual(
    left.filter((path) => !/^\.config($|\/pulse)/.test(path)),
    [],
  );
});

test("a file that is not what its checksum says is not installed", { skip }, async (t) => {
  const wrong = await aBrokenRelease("wrong", "exit 0");
  await writeFile(join(wrong, packedName()), "something else");
  const club = await startClub(t, { hubOptions: ["--release-folder", wrong] });
  const home = await aHome("wrong-home");
  const argv = ["-c", `curl -fsSL ${club.hub.url}/install.sh | sh`];
  const result = await execa("sh", argv, { env: bareEnv(home), extendEnv: false, reject: false });
  assert.equal(result.exitCode, 1);
  assert.match(result.stderr, /not what its checksum says/);
  assert.deepEqual(await readdir(join(home, ".local/bin")), []);
});

test("an agent updates itself under load, and goes back from a broken update", {
  skip,
}, async (t) => {
  const broken = await aBrokenRelease("broken", '[ "$1" = --version ] && echo 0.1.0');
  const old = await buildSingleFile("club-agent", hostPlatform(), join(folder, "old"), "0.0.9");
  const cases = [
    { from: broken, code: 1, says: /went back to 0\.0\.9/, version: "0.0.9" },
    { from: release, code: 0, says: /Updated to version 0\.1\.0/, version: "0.1.0" },
  ];
  for (const { from, code, says, version } of cases) {
    await t.test(version, async (subtest) => {
      const club = await startClub(subtest, { hubOptions: ["--release-folder", from] });
      const home = await aHome(`update-${version}`);
      const program = join(home, "club-agent");
      await copyFile(old, program);
      const token = join(home, "token");
      await writeFile(token, club.member, { mode: 0o600 });
      const options = { env: bareEnv(home), extendEnv: false };
      const hub = ["--hub", club.hub.url, "--token-file", token];
      await using agent = startProcess(
        "agent",
        program,
        ["serve", ...hub, "--name", "rig"],
        options,
      );
      await untilServed(club, agent);
      const check = await execa(program, ["update", "--check"], { ...options, reject: false });
      assert.match(check.stdout + check.stderr, /This is version 0\.0\.9; \S+ has 0\.1\.0/);

      const load = startLoad(club);
      const updated = await execa(program, ["update"], { ...options, reject: false });
      assert.deepEqual(await load.stop(), [], "requests that failed");
      assert.match(updated.stdout + updated.stderr, says);
      assert.equal(updated.exitCode, code);
      const status = await execa(program, ["status", "--json", "--name", "rig"], options);
      const shown = JSON.parse(status.stdout.split("\n")[0] ?? "") as Record<string, unknown>;
      assert.deepEqual([shown["version"], shown["state"]], [version, "online"]);
      assert.equal((await execa(program, ["--version"], options)).stdout, version);
      assert.ok(!(await readdir(home)).some((name) => name.startsWith("club-agent.")));
    });
  }
});

const programs = [
  "sh",
  "cat",
  "chmod",
  "curl",
  "cut",
  "espeak-ng",
  "grep",
  "gzip",
  "mkdir",
  "mktemp",
  "mv",
  "rm",
  "rmdir",
  "sha256sum",
  "uname",
] as const;

function bareEnv(home: string): Readonly<Record<string, string>> {
  return { PATH: bare, HOME: home };
}

async function aHome(name: string): Promise<string> {
  const home = join(folder, name);
  await mkdir(home);
  return home;
}

async function aCode(club: TestClub): Promise<string> {
  const response = await fetch(`${club.hub.url}/v1/invitations`, {
    method: "POST",
    headers: { authorization: `Bearer ${club.member}`, "content-type": "application/json" },
    body: JSON.stringify({ for: "machine" }),
  });
  return ((await response.json()) as { code: string }).code;
}

function packedName(): string {
  return `club-agent-${hostPlatform()}.gz`;
}

/** A release whose agent is a shell script of these lines. */
async function aBrokenRelease(name: string, lines: string): Promise<string> {
  const broken = join(folder, name);
  await mkdir(broken);
  const packed = await promisify(gzip)(`#!/bin/sh\n${lines}\n`);
  await writeFile(join(broken, packedName()), packed);
  await completeRelease(broken);
  await writeSums(broken);
  return broken;
}

async function untilServed(club: TestClub, agent: { assertRunning(): void }): Promise<void> {
  const headers = { authorization: `Bearer ${club.member}` };
  await until(
    "the machine to serve",
    async () => {
      agent.assertRunning();
      const response = await fetch(`${club.hub.url}/v1/models/espeak-ng`, { headers });
      await response.body?.cancel();
      return response.ok ? true : undefined;
    },
    { timeoutMs: patienceMs },
  );
}

/** Speaks on and on, three at once; `stop` tells which answers were no speech. */
function startLoad(club: TestClub): { stop(): Promise<readonly string[]> } {
  const failed: string[] = [];
  const over = new AbortController();
  const lane = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const spoken = await speak(club, { model: "espeak-ng", input: "One, two, three, four." });
      const bytes = await spoken.bytes();
      if (spoken.status !== 200 || bytes.length < 10_000) failed.push(`${spoken.status}`);
    }
  };
  const lanes = [lane(), lane(), lane()];
  return {
    async stop() {
      over.abort();
      await Promise.all(lanes);
      return failed;
    },
  };
}
