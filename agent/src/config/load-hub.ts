import { Failure } from "@club/shared/wire/failures.ts";
import { loadSettings, type SettingsSource } from "./load-settings.ts";
import { problemLines } from "./problem.ts";
import { readToken } from "./token-source.ts";

/** The configured hub and its key. Throws INVALID_REQUEST with everything that is wrong. */
export async function loadHub(
  source: SettingsSource,
): Promise<{ readonly hub: URL; readonly token: string }> {
  const loaded = await loadSettings({ ...source, hubOnly: true });
  if ("problems" in loaded) {
    throw new Failure("INVALID_REQUEST", problemLines(loaded.problems));
  }
  const { hub, token } = loaded.settings;
  return { hub: hub.value, token: await readToken(token.value) };
}
