import { readFile } from "node:fs/promises";

/** Where a secret is found: in a file or in the environment, never in the configuration. */
export type ApiKeyConfig = { readonly apiKeyFile?: string; readonly apiKeyEnv?: string };

/** The secret, read anew each time, so that a changed file counts at once; undefined when there is none. */
export async function readApiKey(config: ApiKeyConfig): Promise<string | undefined> {
  const { apiKeyFile, apiKeyEnv } = config;
  if (apiKeyFile !== undefined) return (await readFile(apiKeyFile, "utf8")).trim() || undefined;
  return (apiKeyEnv === undefined ? undefined : process.env[apiKeyEnv]?.trim()) || undefined;
}
