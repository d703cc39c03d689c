import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { suite, test } from "node:test";

export type Layers = {
  /** For the suite's name: `the agent`. */
  readonly of: string;
  /** The folder of the sources. */
  readonly root: string;
  /**
   * The parts of `root` (a folder, or a file at its top), from what knows everything to what knows
   * nothing: an import stays in its part or leads to a later line.
   */
  readonly layers: readonly (readonly string[])[];
};

/** Tests that the imports of a package run downwards and never in a circle, types included. */
export function testLayers({ of, root, layers }: Layers): void {
  const levelOf = (file: string): number => layers.findIndex((one) => one.includes(partOf(file)));
  const leadsUpwards = ({ from, to }: Import): boolean =>
    partOf(from) !== partOf(to) && levelOf(from) >= levelOf(to);

  suite(`the layers of ${of}`, () => {
    test("every file belongs to one", async () => {
      const files = [...(await readImports(root)).keys()];
      assert.deepEqual(
        files.filter((file) => levelOf(file) === -1),
        [],
      );
    });

    test("every folder stands in the map of CONTRIBUTING.md", async () => {
      const map = await readFile(join(root, "../../CONTRIBUTING.md"), "utf8");
      const files = [...(await readImports(root)).keys()].filter((file) => file.includes("/"));
      const missing = files.map(partOf).filter((folder) => !map.includes(`\n  ${folder}/ `));
      assert.deepEqual([...new Set(missing)], []);
    });

    test("no import leads upwards", async () => {
      const imports = [...(await readImports(root))].flatMap(([from, targets]) =>
        targets.map((to) => ({ from, to })),
      );
      assert.notEqual(imports.length, 0);
      assert.deepEqual(imports.filter(leadsUpwards), []);
    });

    test("no files import each other in a circle", async () => {
      assert.deepEqual(findCircle(await readImports(root)), []);
    });
  });
}

type Import = { readonly from: string; readonly to: string };

type ImportsByFile = ReadonlyMap<string, readonly string[]>;

/** The folder that a file is in, or its own name at the top. */
function partOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** What each file imports of the others, by their paths from the root. */
async function readImports(root: string): Promise<ImportsByFile> {
  const files = (await readdir(root, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const entries = files.map(async (file): Promise<[string, string[]]> => {
    const text = await readFile(join(root, file), "utf8");
    const targets = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map(([, target = ""]) =>
      normalize(join(dirname(file), target)),
    );
    return [file, targets.filter((target) => !target.startsWith(".."))];
  });
  return new Map(await Promise.all(entries));
}

/** The first circle that a walk finds; empty when there is none. */
function findCircle(imports: ImportsByFile): readonly string[] {
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    done.add(file);
    for (const target of imports.get(file) ?? []) {
      const circle = walk(target, [...path, file]);
      if (circle.length > 0) return circle;
    }
    return [];
  };
  return [...imports.keys()].map((file) => walk(file, [])).find(({ length }) => length > 0) ?? [];
}
