import { open } from "node:fs/promises";
import { Failure } from "@club/shared/wire/failures.ts";
import { agentLimits } from "../limits.ts";
import { credentialsPath, readCredentials } from "./credentials.ts";
import type { Paths } from "./paths.ts";

/** Where the hub's key is found. It never stands on a command line, where everybody can read it. */
export type TokenSource =
  | { readonly at: "environment"; readonly token: string }
  | { readonly at: "file"; readonly path: string }
  /** What `login` has kept for this hub. */
  | { readonly at: "credentials"; readonly paths: Paths; readonly hub: string };

/** Reads the key. Throws INVALID_KEY, saying what to do, when there is none. */
export async function readToken(source: TokenSource): Promise<string> {
  if (source.at === "environment") return checked(source.token, "CLUB_TOKEN");
  if (source.at === "file") return checked(await readHead(source.path), source.path);
  const result = await readCredentials(source.paths);
  if ("problem" in result) throw new Failure("INVALID_KEY", result.problem.what);
  const token = result.credentials.get(source.hub);
  if (token !== undefined) return token;
  throw new Failure("INVALID_KEY", `Nobody is logged in to ${source.hub}: club-agent login`);
}

/** The file whose change may bring another key. */
export function tokenFile(source: TokenSource): string | undefined {
  if (source.at === "file") return source.path;
  return source.at === "credentials" ? credentialsPath(source.paths) : undefined;
}

/** A key as it may stand in an HTTP header: one word of ASCII. Throws INVALID_KEY for anything else. */
export function checked(text: string, where: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token) && text.length < agentLimits.tokenBytes) return token;
  throw new Failure("INVALID_KEY", `${where} does not hold a key: it must be one line of text.`);
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
