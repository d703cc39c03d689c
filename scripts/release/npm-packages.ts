import { createHash } from "node:crypto";
import { access, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../root.ts";

/** The workspace's packages, in the order of what needs what. */
export const packageNames = ["shared", "hub", "agent"] as const;

export type PackageName = (typeof packageNames)[number];

export type PackedPackage = {
  readonly name: PackageName;
  /** The tarball. */
  readonly file: string;
  readonly sha256: string;
};

/**
 * Compiles the packages and packs them into `folder`, as `npm install` takes them. hub and agent bring
 * `@club/shared` along, so that each tarball can be installed alone. The same sources give the same bytes.
 */
export async function packPackages(folder: string): Promise<readonly PackedPackage[]> {
  await requireDashboard();
  const stage = await mkdtemp(join(tmpdir(), "club-pack-"));
  try {
    await mkdir(folder, { recursive: true });
    for (const name of packageNames) await stagePackage(name, join(stage, name));
    for (const name of ["hub", "agent"] as const) {
      const bundled = join(stage, name, "node_modules/@club/shared");
      await cp(join(stage, "shared"), bundled, { recursive: true });
    }
    const packed: PackedPackage[] = [];
    for (const name of packageNames) packed.push(await pack(name, join(stage, name), folder));
    return packed;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Throws where the dashboard is not built: a release without it would not be noticed. */
export async function requireDashboard(): Promise<void> {
  await access(join(root, "hub/web/dist/index.html")).catch((cause: unknown) => {
    throw new Error("The dashboard is not built. Run npm run setup first.", { cause });
  });
}

/** The files that a package has besides what is compiled: from, in the workspace, and to, in the package. */
const extraFiles: { readonly [N in PackageName]: readonly string[] } = {
  shared: ["README.md", "PROTOCOL.md", "bin"],
  hub: ["README.md", "bin", "web/dist/index.html", "web/dist/assets"],
  agent: ["README.md", "bin", "requirements/piper.txt"],
};

async function stagePackage(name: PackageName, to: string): Promise<void> {
  const from = join(root, name);
  await mkdir(to, { recursive: true });
  await compile(name, join(to, "dist"));
  for (const file of extraFiles[name]) {
    await cp(join(from, file), join(to, file), { recursive: true });
  }
  await cp(join(root, "LICENSE"), join(to, "LICENSE"));
  const manifest = await publishedManifest(name);
  await writeFile(join(to, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** What the package's sources become, with their types. */
async function compile(name: PackageName, outDir: string): Promise<void> {
  const tsc = join(root, "node_modules/.bin/tsc");
  await execa(tsc, ["-p", join(root, name, "tsconfig.build.json"), "--outDir", outDir]);
}

type Manifest = {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly publishConfig?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
};

/**
 * The manifest of the workspace without what only the workspace needs. The dependencies of what is bundled
 * are its own as well: npm installs none for a bundled package.
 */
async function publishedManifest(name: PackageName): Promise<Readonly<Record<string, unknown>>> {
  const manifest = await readManifest(name);
  const { devDependencies: _, publishConfig, dependencies, ...kept } = manifest;
  const published = { ...kept, ...publishConfig };
  if (name === "shared") return { ...published, dependencies };
  const shared = await readManifest("shared");
  const all = { ...shared.dependencies, ...dependencies, "@club/shared": shared.version };
  return { ...published, dependencies: all, bundleDependencies: ["@club/shared"] };
}

export async function readManifest(name: PackageName): Promise<Manifest> {
  return JSON.parse(await readFile(join(root, name, "package.json"), "utf8")) as Manifest;
}

async function pack(name: PackageName, stage: string, folder: string): Promise<PackedPackage> {
  const argv = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { stdout } = await execa("npm", argv, { cwd: stage });
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
  if (packed === undefined) throw new Error(`npm packed nothing of ${name}: ${stdout}`);
  const file = join(folder, packed.filename);
  return { name, file, sha256: await sha256Of(file) };
}

/** The SHA-256 of a file, hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}
