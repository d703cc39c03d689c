import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "@club/shared/wire/failures.ts";
import { Document, parseDocument } from "yaml";
import type { ServiceSettings } from "./candidate.ts";

/** The top of the file: what the agent is to be called, and where its hub is. */
export type ConfigHead = {
  readonly hub?: string | undefined;
  readonly token_file?: string | undefined;
  readonly name?: string | undefined;
};

/**
 * The agent's file as text. Of a file that is there already everything is kept, comments too, but for
 * the services and what `head` says anew. Throws CONFLICT when that file is no YAML.
 */
export function configText(
  head: ConfigHead,
  services: readonly ServiceSettings[],
  existing: string | undefined,
): string {
  const document = existing === undefined ? new Document({}) : parseDocument(existing);
  if (document.errors.length > 0) {
    throw new Failure("CONFLICT", "The file that is there is no YAML: nothing was changed.");
  }
  if (existing === undefined) document.commentBefore = opening;
  for (const [key, value] of Object.entries(head)) {
    if (value !== undefined) document.set(key, value);
  }
  document.set("services", document.createNode(services));
  return document.toString();
}

const opening =
  " Written by club-agent init. Every service may also say: voice, voices, aliases,\n" +
  " slots, access (members, private, or a list of users), friends, foreign_samples, features.";

/** What is in the file now; undefined when there is none. */
export async function readExisting(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw new Failure("CONFLICT", `${path} cannot be read.`, { cause: error });
  });
}

/** Throws CONFLICT when the file is there: before the work is done, rather than after it. */
export async function refuseExisting(path: string): Promise<void> {
  if ((await readExisting(path)) !== undefined) throw isThere(path);
}

/**
 * Writes the file so that its owner alone can read it, in one step. Throws CONFLICT when a file has
 * come to be there and `replace` is not set.
 */
export async function writeConfig(path: string, text: string, replace: boolean): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(draft, text, { flag: "wx", mode: 0o600, flush: true });
    await chmod(draft, 0o600);
    if (replace) await rename(draft, path);
    else await linkNew(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** A hard link is made or fails as a whole, and never over a file. */
async function linkNew(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    throw isThere(path, error);
  }
}

function isThere(path: string, cause?: unknown): Failure {
  const advice = "--force replaces its services, --dry-run prints them";
  return new Failure("CONFLICT", `${path} is there already; ${advice}.`, { cause });
}
