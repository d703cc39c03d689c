import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { root } from "../root.ts";
import { readManifest, sha256Of } from "./npm-packages.ts";
import type { PlatformName } from "./platforms.ts";
import { buildSingleFile, type ProgramName } from "./single-files.ts";

/** Builds a program for a platform into a release's folder, packed as it is fetched: a third of the bytes. */
export async function addSingleFile(
  program: ProgramName,
  platform: PlatformName,
  folder: string,
): Promise<string> {
  const file = await buildSingleFile(program, platform, folder);
  const packed = `${file}.gz`;
  await pipeline(createReadStream(file), createGzip(), createWriteStream(packed));
  await rm(file);
  return packed;
}

/** Completes a release's folder: the scripts that install from it, its version, and all checksums. */
export async function completeRelease(folder: string): Promise<void> {
  for (const script of ["install.sh", "install.ps1"]) {
    await copyFile(join(root, "scripts/install", script), join(folder, script));
  }
  const { version } = await readManifest("agent");
  await writeFile(join(folder, "VERSION"), `${version}\n`);
  await writeSums(folder);
}

/** Lists every file's SHA-256, as `sha256sum --check` reads it. */
export async function writeSums(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name !== "SHA256SUMS");
  const lines: string[] = [];
  for (const name of names.toSorted()) {
    lines.push(`${await sha256Of(join(folder, name))}  ${name}\n`);
  }
  await writeFile(join(folder, "SHA256SUMS"), lines.join(""));
}
