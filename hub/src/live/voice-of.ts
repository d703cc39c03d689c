import type { Caller } from "../accounts/caller.ts";
import type { ModelNames } from "../http/model-names.ts";
import type { Router } from "../routing/router.ts";

/** What it takes to find a voice. */
export type LiveNames = { readonly models: ModelNames; readonly router: Pick<Router, "modelFor"> };

export type NamedVoice = { readonly model: string; readonly voice: string | undefined };

/** Colons behind which a voice may begin: each is looked up among all models. */
const maxColons = 8;

/**
 * Finds out what is meant by a voice id: `model:voice`, a model alone, or a voice alone of the model that
 * is named beside it. Names may have colons themselves.
 */
export function voiceOf(
  models: ModelNames,
  caller: Caller,
  voiceId: string,
  modelId?: string,
): NamedVoice {
  const known = new Set(models.list(caller).map(({ id }) => id));
  const named = (model: string, voice: string | undefined): NamedVoice => {
    const served = models.model(caller, model);
    return { model: served, voice: voice && models.voice(caller, served, voice) };
  };
  if (known.has(models.model(caller, voiceId))) return named(voiceId, undefined);
  let at = voiceId.indexOf(":");
  for (let tries = 0; at >= 0 && tries < maxColons; at = voiceId.indexOf(":", at + 1)) {
    tries += 1;
    const model = voiceId.slice(0, at);
    if (known.has(models.model(caller, model))) return named(model, voiceId.slice(at + 1));
  }
  const [model = "", ...rest] = voiceId.split(":");
  return modelId === undefined
    ? named(model, rest.join(":") || undefined)
    : named(modelId, voiceId);
}
