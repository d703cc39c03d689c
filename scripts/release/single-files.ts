import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { root } from "../root.ts";
import { nodeBinary } from "./node-binary.ts";
import { readManifest, requireDashboard } from "./npm-packages.ts";
import { type PlatformName, platforms } from "./platforms.ts";

export type ProgramName = "club-hub" | "club-agent";

/** A program's sources, and what else is inside of its file, by the names that the code asks for. */
type Program = {
  readonly package: "hub" | "agent";
  readonly threads: readonly string[];
  readonly files: () => Promise<Readonly<Record<string, string>>>;
};

const programs: { readonly [N in ProgramName]: Program } = {
  "club-hub": {
    package: "hub",
    threads: [
      "src/store/sqlite/search-thread.ts",
      "src/store/sqlite/checkpoint-thread.ts",
      "src/voices/plain-wav-thread.ts",
      "src/long-form/documents/document-thread.ts",
    ],
    files: dashboardFiles,
  },
  "club-agent": {
    package: "agent",
    threads: [],
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
    await bundleCode(join(root, program.package, "src/main.ts"), bundle, "esm");
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
  for (const thread of program.threads) {
    const name = `${thread.slice(thread.lastIndexOf("/") + 1, -".ts".length)}.js`;
    assets[name] = join(stage, name);
    // Threads are started from a text, which Node takes for CommonJS.
    await bundleCode(join(root, program.package, thread), join(stage, name), "cjs");
  }
  return assets;
}

async function bundleCode(entry: string, outfile: string, format: "esm" | "cjs"): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: "node",
    target: "node24",
    external: [...optionalPackages],
    absWorkingDir: root,
    legalComments: "none",
    logLevel: "error",
    // Packages in CommonJS ask for Node's modules by `require`.
    ...(format === "esm" && { banner: { js: requireBanner } }),
    // Files are asked for by their names alone; what comes before does not matter.
    define: {
      "import.meta.url": '"file:///club/main.js"',
      "import.meta.dirname": '"/club"',
      "import.meta.filename": '"/club/main.js"',
    },
  });
}

/** Packages ask for these in case they are there, and do without. */
const optionalPackages = [
  "@discordjs/opus",
  "bufferutil",
  "ffmpeg-static",
  "node-opus",
  "opusscript",
  "utf-8-validate",
] as const;

const requireBanner =
  'import { createRequire } from "node:module"; const require = createRequire(process.execPath);';

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
