import { open, stat } from "node:fs/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import { agentLimits } from "../limits.ts";

/** Where the hub's key is found. It never stands on a command line, where everybody can read it. */
export type TokenSource =
  | { readonly at: "environment"; readonly token: string }
  | { readonly at: "file"; readonly path: string };

/** Reads the key. Throws INVALID_KEY, saying what to do, when there is none. */
export async function readToken(source: TokenSource): Promise<string> {
  const text = source.at === "environment" ? source.token : await readHead(source.path);
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token) && text.length < agentLimits.tokenBytes) return token;
  const where = source.at === "environment" ? "CLUB_TOKEN" : source.path;
  throw new Failure("INVALID_KEY", `${where} does not hold a key: it must be one line of text.`);
}

/** Whether people other than its owner may read the file. */
export async function isReadableByOthers(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  return (mode & 0o077) !== 0;
}

async function readHead(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(agentLimits.tokenBytes));
    return buffer.toString("utf8", 0, bytesRead);
  } catch (cause) {
    throw new Failure("INVALID_KEY", `The token file ${path} cannot be read.`, { cause });
  }
}
