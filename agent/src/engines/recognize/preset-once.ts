import type { HttpClient } from "../http/http-client.ts";
import { gatherEvidence } from "./evidence.ts";
import type { KnownServer } from "./known-server.ts";
import { questionsFor, recognize } from "./recognize.ts";

/**
 * The preset that the configuration names, or the one that is recognized as soon as the server can be
 * seen; `fallback` as long as it is not. Throws NOT_READY while nobody listens there.
 */
export function presetOnce<Preset extends KnownServer>(
  http: HttpClient,
  presets: readonly Preset[],
  named: string | undefined,
  fallback: Preset,
): (signal: AbortSignal) => Promise<Preset> {
  let found = presets.find(({ name }) => name === named);
  return async (signal) => {
    found ??= recognize(presets, await gatherEvidence(http, questionsFor(presets), signal));
    return found ?? fallback;
  };
}
