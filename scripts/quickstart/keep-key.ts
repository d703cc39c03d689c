import { readFile, writeFile } from "node:fs/promises";
import { createKey } from "../processes/club.ts";

/**
 * The key in this file when the hub still takes it for all of that, else a new one, written there: it
 * may use speech, provide it and manage the hub, as befits who runs one on their own machine.
 */
export async function keepKey(hubUrl: string, dataDir: string, file: string): Promise<string> {
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept !== undefined && (await isTaken(hubUrl, kept))) return kept;
  const { key } = await createKey(dataDir, "quickstart", ["consumer", "provider", "admin"]);
  await writeFile(file, key, { mode: 0o600 });
  return key;
}

async function isTaken(hubUrl: string, key: string): Promise<boolean> {
  const response = await fetch(`${hubUrl}/v1/users`, {
    headers: { authorization: `Bearer ${key}` },
  });
  await response.body?.cancel();
  return response.ok;
}
