import { Failure } from "@club/shared/wire/failures.ts";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** What is in a settings file, by its keys. */
export type SettingsFile = Readonly<Record<string, unknown>>;

/** Throws INVALID_REQUEST, in words, for a file that cannot be read or is no list of settings. */
export async function readSettingsFile(path: string): Promise<SettingsFile> {
  try {
    const content: unknown = parse(await readFile(path, "utf8"));
    if (content === null) return {};
    if (typeof content === "object" && !Array.isArray(content)) return content as SettingsFile;
  } catch (cause) {
    const message = `${path} cannot be read: ${(cause as Error).message}`;
    throw new Failure("INVALID_REQUEST", message, { cause });
  }
  throw new Failure("INVALID_REQUEST", `${path} must be a list of settings, e.g. "port: 8080".`);
}
