import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeFileAtomic } from "../files/write-file-atomic.ts";
import type { Paths } from "./paths.ts";
import type { Problem } from "./problem.ts";

/** Keys by the address of their hub, as `login` keeps them. */
export type Credentials = ReadonlyMap<string, string>;

export type CredentialsResult =
  | { readonly credentials: Credentials }
  | { readonly problem: Problem };

export function credentialsPath(paths: Paths): string {
  return join(paths.config, "credentials.json");
}

/** What `login` has kept; nothing when nobody has logged in. Refused when others can read it. */
export async function readCredentials(paths: Paths): Promise<CredentialsResult> {
  const path = credentialsPath(paths);
  try {
    const { mode } = await stat(path);
    // On Windows the mode says nothing of who may read.
    if ((mode & 0o077) !== 0 && process.platform !== "win32") {
      return { problem: { where: path, what: `others can read your keys: chmod 600 ${path}` } };
    }
    const { hubs } = fileSchema.parse(JSON.parse(await readFile(path, "utf8")));
    return { credentials: new Map(Object.entries(hubs)) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { credentials: new Map() };
    if (code !== undefined) return { problem: { where: path, what: `cannot be read: ${message}` } };
    return { problem: { where: path, what: "is damaged: delete it and log in again" } };
  }
}

export async function writeCredentials(paths: Paths, credentials: Credentials): Promise<void> {
  const file = { schema: 1, hubs: Object.fromEntries(credentials) };
  await writeFileAtomic(credentialsPath(paths), `${JSON.stringify(file, undefined, 2)}\n`);
}

const fileSchema = z.object({ schema: z.literal(1), hubs: z.record(z.string(), z.string()) });
