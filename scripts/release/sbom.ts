import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../root.ts";

type Bill = Readonly<Record<string, unknown>> & {
  readonly metadata: Readonly<Record<string, unknown>>;
};

/**
 * Writes what a program is made of, as CycloneDX, from the lock file. Without the time and the number that
 * would differ each time, which the format does not require.
 */
export async function writeBillOfMaterials(name: "hub" | "agent", folder: string): Promise<void> {
  const { packageManager } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    readonly packageManager: string;
  };
  const argv = ["--filter", `@club/${name}`, "sbom", "--sbom-format", "cyclonedx", "--prod"];
  const options = ["--sbom-type", "application", "--lockfile-only"];
  const { stdout } = await execa("npx", ["--yes", packageManager, ...argv, ...options], {
    cwd: root,
  });
  const { serialNumber: _, metadata, ...bill } = JSON.parse(stdout) as Bill;
  const { timestamp: __, ...kept } = metadata;
  const text = JSON.stringify({ ...bill, metadata: kept }, undefined, 2);
  await writeFile(join(folder, `club-${name}.cdx.json`), `${text}\n`);
}
