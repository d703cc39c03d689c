import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../root.ts";
import { bundleFile, type ProgramPackage, programThreads } from "./bundle.ts";
import { nodeBinary } from "./node-binary.ts";
import { readManifest, requireDashboard } from "./npm-packages.ts";
import { type PlatformName, platforms } from "./platforms.ts";

export type ProgramName = "club-hub" | "club-agent";

/** A program's sources, and what else is inside of its file, by the names that the code asks for. */
type Program = {
  readonly package: ProgramPackage;
  readonly files: () => Promise<Readonly<Record<string, string>>>;
};

const programs: { readonly [N in ProgramName]: Program } = {
  "club-hub": {
    package: "hub",
    files: dashboardFiles,
  },
  "club-agent": {
    package: "agent",
    files: () => Promise.resolve({ "piper.txt": join(root, "agent/requirements/piper.txt") }),
  },
};

/**
 * Builds a program as one file for a platform: Node with the program's code and files in it. Needs a Node of
 * the same version for this machine, and no compiler. The same sources give the same bytes.
 */
export async function buildSingleFile(
  name: ProgramName,
  platformName: PlatformName,
  folder: string,
  version?: string,
): Promise<string> {
  const platform = platforms[platformName];
  const stage = await mkdtemp(join(tmpdir(), "club-single-"));
  try {
    await mkdir(folder, { recursive: true });
    const program = programs[name];
    const bundle = join(stage, "main.js");
    await bundleFile(join(root, program.package, "src/main.ts"), bundle, "esm");
    const output = join(folder, `${name}-${platformName}${platform.ending}`);
    const config = {
      // Relative: the path is inside of the file.
      main: "main.js",
      mainFormat: "module",
      output,
      executable: await nodeBinary(platform),
      disableExperimentalSEAWarning: true,
      useSnapshot: false,
      useCodeCache: false,
      assets: {
        "package.json": await manifestOf(program, version, stage),
        ...(await bundleThreads(program, stage)),
        ...(await program.files()),
      },
    };
    const configFile = join(stage, "config.json");
    await writeFile(configFile, JSON.stringify(config));
    await execa(await nodeBinary(platforms[hostPlatform()]), ["--build-sea", configFile], {
      cwd: stage,
    });
    await chmod(output, 0o755);
    return output;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** The file that tells the program its version: the sources' own, or another that a test wants. */
async function manifestOf(
  program: Program,
  version: string | undefined,
  stage: string,
): Promise<string> {
  const own = (await readManifest(program.package)).version;
  const file = join(stage, "package.json");
  await writeFile(file, JSON.stringify({ version: version ?? own }));
  return file;
}

/** The platform of this machine. */
export function hostPlatform(): PlatformName {
  const name = `${process.platform}-${process.arch}`;
  const found = Object.values(platforms).find((one) => one.name === name);
  if (found === undefined) throw new Error(`Single files cannot be built on ${name}.`);
  return found.name;
}

async function bundleThreads(
  program: Program,
  stage: string,
): Promise<Readonly<Record<string, string>>> {
  const assets: Record<string, string> = {};
  for (const thread of programThreads[program.package]) {
    const name = `${thread.slice(thread.lastIndexOf("/") + 1, -".ts".length)}.js`;
    assets[name] = join(stage, name);
    // Threads are started from a text, which Node takes for CommonJS.
    await bundleFile(join(root, program.package, thread), join(stage, name), "cjs");
  }
  return assets;
}

async function dashboardFiles(): Promise<Readonly<Record<string, string>>> {
  await requireDashboard();
  const dist = join(root, "hub/web/dist");
  const names = (await readdir(join(dist, "assets"))).toSorted();
  const assets = names.map((name): [string, string] => [
    `assets/${name}`,
    join(dist, "assets", name),
  ]);
  return { "index.html": join(dist, "index.html"), ...Object.fromEntries(assets) };
}
