import { dirname, resolve } from "node:path";
import { asFailure } from "@club/shared/wire/failures.ts";
import type { AgentFile } from "./agent-file.ts";
import { credentialsPath, readCredentials } from "./credentials.ts";
import type { Merged } from "./merge-settings.ts";
import { type Environment, pathsOf } from "./paths.ts";
import type { Problem } from "./problem.ts";
import type { Setting } from "./settings.ts";
import { flagOf } from "./settings-table.ts";
import { readToken, type TokenSource } from "./token-source.ts";

export type LoginSource = {
  readonly environment: Environment;
  /** What a relative `--token-file` starts from. */
  readonly folder?: string | undefined;
};

export type Login = {
  /** The one hub that somebody is logged in to: what `hub` is when nothing names it. */
  readonly onlyHub: Setting<URL> | undefined;
  /** The key for a hub, or why there is none. */
  tokenFor(hub: URL | undefined): Promise<Setting<TokenSource> | Problem>;
};

/**
 * Where the key is: `--token-file`, then CLUB_TOKEN, CLUB_TOKEN_FILE, the file's `token_file`, and
 * last what `login` has kept.
 */
export async function findLogin(
  { environment, folder = process.cwd() }: LoginSource,
  { tokenFile: named }: Merged,
  file: AgentFile | undefined,
): Promise<Login> {
  const paths = pathsOf(environment);
  const kept = await readCredentials(paths);
  const hubs = "credentials" in kept ? [...kept.credentials.keys()] : [];
  const [first] = hubs;
  return {
    onlyHub:
      first !== undefined && hubs.length === 1
        ? { value: new URL(first), from: credentialsPath(paths) }
        : undefined,
    async tokenFor(hub) {
      const setting = namedToken(environment, named, file, folder);
      if (setting !== undefined) return await proven(setting);
      if ("problem" in kept) return kept.problem;
      if (hub !== undefined && kept.credentials.has(hub.href)) {
        const value = { at: "credentials", paths, hub: hub.href } as const;
        return { value, from: credentialsPath(paths) };
      }
      return { where: "token", what: "there is none: club-agent login, or give --token-file FILE" };
    },
  };
}

function namedToken(
  environment: Environment,
  named: Setting<string | undefined>,
  file: AgentFile | undefined,
  workingFolder: string,
): Setting<TokenSource> | undefined {
  const token = environment["CLUB_TOKEN"];
  if (token && named.from !== flagOf("tokenFile")) {
    return { value: { at: "environment", token }, from: "CLUB_TOKEN" };
  }
  if (named.value === undefined) return undefined;
  const isInFile = file !== undefined && named.from.startsWith(`${file.path}:`);
  const folder = isInFile ? dirname(file.path) : workingFolder;
  return { value: { at: "file", path: resolve(folder, named.value) }, from: named.from };
}

async function proven(setting: Setting<TokenSource>): Promise<Setting<TokenSource> | Problem> {
  try {
    await readToken(setting.value);
    return setting;
  } catch (thrown) {
    return { where: setting.from, what: asFailure(thrown).message };
  }
}
