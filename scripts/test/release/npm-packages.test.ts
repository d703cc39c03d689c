import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { execa } from "execa";
import { startProcess } from "../../processes/running-process.ts";
import { until } from "../../until.ts";
import { type PackageName, type PackedPackage, packPackages } from "../../release/npm-packages.ts";

let folder: string;
let packed: readonly PackedPackage[];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "club-packages-"));
  packed = await packPackages(join(folder, "first"));
});

after(async () => {
  await rm(folder, { recursive: true, force: true });
});

test("a package holds compiled code, types and what it needs at run time, and nothing else", async () => {
  for (const { name, file } of packed) {
    const { stdout } = await execa("tar", ["tzf", file]);
    const unneeded = stdout
      .split("\n")
      .map((path) => path.replace(/^package\//, "").replace(/^node_modules\/@club\/shared\//, ""))
      .filter((path) => !common.test(path) && !allowed[name].some((one) => one.test(path)));
    assert.deepEqual(unneeded, [], name);
  }
});

test("no package runs anything when it is installed, or names the workspace", async () => {
  for (const { file } of packed) {
    const manifest = await fileIn(file, "package.json");
    assert.doesNotMatch(manifest, /workspace:|"scripts"|devDependencies|publishConfig/);
    assert.equal((JSON.parse(manifest) as { engines: { node: string } }).engines.node, ">=24");
  }
});

test("the same sources give the same bytes", async () => {
  const again = await packPackages(join(folder, "second"));
  assert.deepEqual(sumsOf(again), sumsOf(packed));
});

test("hub and agent install from their tarballs alone, and run", async (t) => {
  for (const name of ["hub", "agent"] as const) {
    const home = join(folder, `install-${name}`);
    await mkdir(home);
    await writeFile(join(home, "package.json"), "{}");
    const options = ["--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts"];
    await execa("npm", ["install", ...options, fileOf(name)], { cwd: home, env });
    const program = join(home, "node_modules/.bin", `club-${name}`);
    const { stdout } = await execa(program, ["--version"], { env });
    assert.equal(stdout, "0.1.0");
    if (name === "hub") await t.test("with the dashboard", () => servesTheDashboard(program));
  }
});

test("npx runs a tarball", async () => {
  const home = join(folder, "npx");
  await mkdir(home);
  const argv = [
    "--yes",
    "--prefer-offline",
    "--package",
    fileOf("agent"),
    "club-agent",
    "--version",
  ];
  const { stdout } = await execa("npx", argv, { cwd: home, env });
  assert.equal(stdout, "0.1.0");
});

test("an older Node is told what to do, before it reads anything that it cannot", async () => {
  const pretend = join(folder, "old-node.cjs");
  await writeFile(
    pretend,
    'Object.defineProperty(process.versions, "node", { value: "18.20.0" });\n',
  );
  for (const name of ["hub", "agent"] as const) {
    const bin = join(import.meta.dirname, "../../..", name, "bin", `club-${name}.cjs`);
    const options = { reject: false } as const;
    const result = await execa(process.execPath, ["--require", pretend, bin], options);
    assert.equal(result.exitCode, 1);
    assert.match(result.stderr, /needs Node 24 or newer, and this is Node 18\.20\.0/);
  }
});

async function servesTheDashboard(program: string): Promise<void> {
  const argv = ["serve", "--port", "0", "--data", join(folder, "data")];
  await using hub = startProcess("hub", program, argv, { env });
  const line = await until("the hub to listen", () => hub.firstLine(), { timeoutMs: 30_000 });
  const url = /^listening on (\S+)/.exec(line)?.[1] ?? "";
  const page = await fetch(url);
  assert.equal(page.status, 200);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? "";
  assert.equal((await fetch(url + script)).status, 200);
}

function sumsOf(all: readonly PackedPackage[]): readonly string[] {
  return all.map(({ sha256 }) => sha256);
}

async function fileIn(tarball: string, path: string): Promise<string> {
  const { stdout } = await execa("tar", ["xzOf", tarball, `package/${path}`]);
  return stdout;
}

function fileOf(wanted: PackageName): string {
  return packed.find(({ name }) => name === wanted)?.file ?? "";
}

/** The programs run on the Node that runs this test, whatever else is on the PATH. */
const env = {
  PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
  npm_config_update_notifier: "false",
};

/** Of every package, and of what hub and agent bring along. */
const common =
  /^(LICENSE|README\.md|PROTOCOL\.md|package\.json|bin\/start-program\.cjs|dist\/.+\.(js|d\.ts))$/;

const allowed: { readonly [N in PackageName]: readonly RegExp[] } = {
  shared: [],
  hub: [
    /^bin\/club-hub\.cjs$/,
    /^web\/dist\/index\.html$/,
    /^web\/dist\/assets\/[\w-]+\.(js|css|svg|png)(\.br|\.gz)?$/,
  ],
  agent: [/^bin\/club-agent\.cjs$/, /^requirements\/piper\.txt$/],
};
