import type { Engine } from "../engine.ts";
import { engineLimits } from "../limits.ts";
import type { CommonConfig } from "../service-config.ts";
import { expectLanguageTag } from "../language-tag.ts";
import { boundedCall } from "../bounded-call.ts";
import { type VoiceCatalog, voiceCatalog } from "./voice-catalog.ts";

/**
 * An engine with its owner's choices applied: default voice, aliases, allow-list, features. `describe`
 * asks the server every time; `speak` goes by the list last seen, and looks again, at most once in
 * `voicesFreshMs`, when a voice is not on it.
 */
export function withCatalog(engine: Engine, config: CommonConfig): Engine {
  let seen: { readonly catalog: VoiceCatalog; readonly atMs: number } | undefined;

  const look = async (signal: AbortSignal): Promise<VoiceCatalog> => {
    const found = await boundedCall(
      signal,
      engineLimits.describeAnswerMs,
      "The list of voices",
      (inner) => engine.describe(inner),
    );
    const catalog = voiceCatalog(found, config);
    seen = { catalog, atMs: performance.now() };
    return catalog;
  };
  const catalogWith = async (voice: string | undefined, signal: AbortSignal) => {
    if (seen === undefined) return await look(signal);
    if (voice === undefined || seen.catalog.offers(voice)) return seen.catalog;
    return performance.now() - seen.atMs < engineLimits.voicesFreshMs ? seen.catalog : look(signal);
  };

  return {
    kind: engine.kind,
    describe: async (signal) => (await look(signal)).description,
    async speak(utterance, signal) {
      if (utterance.language !== undefined) expectLanguageTag(utterance.language);
      const catalog = await catalogWith(utterance.voice, signal);
      return await engine.speak(catalog.localize(utterance), signal);
    },
    health: (signal) => engine.health(signal),
  };
}
