import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A release's folder, as far as this hub hands it out. */
export type Release = {
  readonly folder: string;
  readonly version: string;
  /** The agent's files and their list, by name. */
  readonly files: ReadonlySet<string>;
};

/**
 * The release in a folder. Throws an Error that says what is wrong with it: it is not whole, or not of this
 * version, whose agents are the ones to install.
 */
export async function openRelease(folder: string, version: string): Promise<Release> {
  const found = (await readFile(join(folder, "VERSION"), "utf8")).trim();
  if (found !== version) throw new Error(`it is of version ${found}, and this hub of ${version}`);
  const sums = await readFile(join(folder, "SHA256SUMS"), "utf8");
  const names = sums
    .split("\n")
    .map((line) => line.slice(line.indexOf("  ") + 2))
    .filter((name) => agentFile.test(name));
  if (names.length === 0) throw new Error("no file of the agent is listed in its SHA256SUMS");
  return { folder, version, files: new Set(["VERSION", "SHA256SUMS", ...names]) };
}

/** As the release names them. */
const agentFile = /^club-agent-[a-z0-9]+-[a-z0-9]+(\.exe)?\.gz$/;

/** The script of a release that installs the agent, told where to take it from and which hub to join. */
export async function installScript(
  { folder }: Release,
  kind: "sh" | "ps1",
  hub: string,
): Promise<string> {
  const script = await readFile(join(folder, `install.${kind}`), "utf8");
  const sign = kind === "sh" ? "" : "$";
  const spaces = kind === "sh" ? "" : " ";
  const assign = (name: string, value: string): string =>
    `${sign}${name}${spaces}=${spaces}'${value}'`;
  return script
    .replace(`\n${assign("from", "")}\n`, `\n${assign("from", `${hub}/install`)}\n`)
    .replace(`\n${assign("hub", "")}\n`, `\n${assign("hub", hub)}\n`);
}
