// pnpm release [--platform NAME]… [--out FOLDER]: everything that a release has, by default in .club/release.
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../root.ts";
import { packPackages } from "./npm-packages.ts";
import { type PlatformName, platformNames } from "./platforms.ts";
import { addSingleFile, completeRelease } from "./release-folder.ts";
import { writeBillOfMaterials } from "./sbom.ts";

const { values } = parseArgs({
  options: {
    platform: { type: "string", multiple: true },
    out: { type: "string", default: join(root, ".club/release") },
  },
});
const folder = resolve(values.out);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const platform of chosen(values.platform)) {
  for (const program of ["club-hub", "club-agent"] as const) {
    process.stdout.write(`${await addSingleFile(program, platform, folder)}\n`);
  }
}
await packPackages(folder);
for (const name of ["hub", "agent"] as const) await writeBillOfMaterials(name, folder);
await completeRelease(folder);
process.stdout.write(`${join(folder, "SHA256SUMS")}\n`);

function chosen(named: readonly string[] | undefined): readonly PlatformName[] {
  if (named === undefined) return platformNames;
  const unknown = named.find((one) => !(platformNames as readonly string[]).includes(one));
  if (unknown === undefined) return platformNames.filter((one) => named.includes(one));
  throw new Error(`${unknown} is none of ${platformNames.join(", ")}.`);
}
