import type { HttpClient } from "../http/http-client.ts";
import { gatherEvidence } from "./evidence.ts";
import { recognize } from "./recognize.ts";
import type { ServerKind } from "./server-kind.ts";

/**
 * Finds out which server this is, once it can be seen; `preset` takes from it what an engine of one
 * kind needs. Undefined as long as it is not recognized; throws NOT_READY while nobody listens there.
 */
export function recognizeOnce<Preset extends string>(
  http: HttpClient,
  preset: (kind: ServerKind) => Preset | undefined,
): (signal: AbortSignal) => Promise<Preset | undefined> {
  let found: Preset | undefined;
  return async (signal) => {
    if (found !== undefined) return found;
    const kind = recognize(await gatherEvidence(http, signal));
    found = kind === undefined ? undefined : preset(kind);
    return found;
  };
}
