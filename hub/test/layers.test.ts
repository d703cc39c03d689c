import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize, relative } from "node:path";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";

/** From what knows everything to what knows nothing: an import leads to a later line, or stays in its folder. */
const layers: readonly (readonly string[])[] = [
  ["main.ts"],
  ["commands"],
  ["hub.ts"],
  ["open-http.ts"],
  ["open-speech.ts", "open-tunnel.ts"],
  ["open-storage.ts", "account-services.ts", "observe.ts"],
  ["status"],
  ["http"],
  ["config.ts"],
  ["live"],
  ["jobs"],
  ["speech"],
  ["routing"],
  ["providers"],
  ["upkeep"],
  ["store"],
  ["voices"],
  ["encoding"],
  ["archive"],
  ["accounts"],
  ["processes", "text", "metrics.ts"],
  ["clock.ts", "data-folder.ts", "limits.ts", "private-files.ts", "version.ts"],
];

const root = fileURLToPath(new URL("../src/", import.meta.url));
const sources = await readSources();

suite("the hub's layers", () => {
  test("every file belongs to one", () => {
    const known = new Set(layers.flat());
    const strangers = [...sources.keys()].filter((file) => !known.has(partOf(file)));
    assert.deepEqual(strangers, []);
  });

  test("every folder stands in the map of CONTRIBUTING.md", async () => {
    const map = await readFile(join(root, "../../CONTRIBUTING.md"), "utf8");
    const folders = [...sources.keys()].filter((file) => file.includes("/")).map(partOf);
    const missing = folders.filter((folder) => !map.includes(`\n  ${folder}/ `));
    assert.deepEqual([...new Set(missing)], []);
  });

  test("no import leads upwards", () => {
    assert.deepEqual(
      edges().filter(({ from, to }) => !isBelow(from, to)),
      [],
    );
  });

  test("no files import each other in a circle, types included", () => {
    assert.deepEqual(circle(), []);
  });
});

type Edge = { readonly from: string; readonly to: string };

function edges(): readonly Edge[] {
  return [...sources].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
}

function isBelow(from: string, to: string): boolean {
  const [source, target] = [partOf(from), partOf(to)];
  return source === target || levelOf(from) < levelOf(to);
}

function levelOf(file: string): number {
  return layers.findIndex((parts) => parts.includes(partOf(file)));
}

/** The folder that a file is in, or its own name at the top. */
function partOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** The first circle that a walk finds. */
function circle(): readonly string[] {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    done.add(file);
    for (const target of sources.get(file) ?? []) {
      const found = walk(target, [...path, file]);
      if (found.length > 0) return found;
    }
    return [];
  };
  return [...sources.keys()].map((file) => walk(file, [])).find(({ length }) => length > 0) ?? [];
}

/** What each source file imports of the others, by paths from `src/`. */
async function readSources(): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const entries = files.map(async (file): Promise<[string, string[]]> => {
    const text = await readFile(join(root, file), "utf8");
    const targets = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map((found) =>
      relative(root, join(root, normalize(join(dirname(file), found[1] ?? "")))),
    );
    return [file, targets];
  });
  return new Map(await Promise.all(entries));
}
