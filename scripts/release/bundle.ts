import { join } from "node:path";
import { type BuildOptions, type Plugin, build } from "esbuild";
import { root } from "../root.ts";

export type ProgramPackage = "hub" | "agent";

/** The threads that a program starts, by their sources in its package. */
export const programThreads: { readonly [P in ProgramPackage]: readonly string[] } = {
  hub: [
    "src/store/sqlite/search-thread.ts",
    "src/store/sqlite/checkpoint-thread.ts",
    "src/voices/plain-wav-thread.ts",
    "src/long-form/documents/document-thread.ts",
  ],
  agent: [],
};

/**
 * Bundles a program and its threads into a folder of its package, with all that they import. What is
 * imported only where it is needed stays in files of its own, and is loaded only then.
 */
export async function bundleProgram(name: ProgramPackage, folder: string): Promise<void> {
  const sources = ["src/main.ts", ...programThreads[name]];
  await build({
    ...usual,
    entryPoints: sources.map((source) => join(root, name, source)),
    outdir: folder,
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    // Functions keep their names, so that a trace can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: requireBanner("import.meta.url") },
  });
}

/** Bundles a source with all that it imports into one file, for where there are no others. */
export async function bundleFile(
  source: string,
  file: string,
  format: "esm" | "cjs",
): Promise<void> {
  await build({
    ...usual,
    entryPoints: [source],
    outfile: file,
    format,
    ...(format === "esm" && { banner: { js: requireBanner("process.execPath") } }),
    // Files are asked for by their names alone; what comes before does not matter.
    define: {
      "import.meta.url": '"file:///club/main.js"',
      "import.meta.dirname": '"/club"',
      "import.meta.filename": '"/club/main.js"',
    },
  });
}

/**
 * Modules see `node:http` as it is. As an ES module, Node reads each of its exports at once, and three of
 * them load the ten megabytes of `fetch`.
 */
const plainHttp: Plugin = {
  name: "plain-http",
  setup(building) {
    building.onResolve({ filter: /^node:http$/ }, ({ path }) => ({ path, namespace: "plain" }));
    building.onLoad({ filter: /./, namespace: "plain" }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule("${path}");`,
    }));
  },
};

const usual = {
  bundle: true,
  platform: "node",
  plugins: [plainHttp],
  target: "node24",
  // Packages ask for these in case they are there, and do without.
  external: [
    "@discordjs/opus",
    "bufferutil",
    "ffmpeg-static",
    "node-opus",
    "opusscript",
    "utf-8-validate",
  ],
  absWorkingDir: root,
  legalComments: "none",
  logLevel: "error",
} satisfies BuildOptions;

/** Packages in CommonJS ask for Node's modules by `require`. */
function requireBanner(from: string): string {
  return `import { createRequire } from "node:module"; const require = createRequire(${from});`;
}
