import { encode } from "@club/shared/wire/encode.ts";
import { limits } from "@club/shared/wire/limits.ts";
import type { ServiceDeclaration, VoiceDeclaration } from "@club/shared/wire/messages.ts";
import { isName } from "@club/shared/wire/plain-text.ts";
import type { EngineDescription, EngineFeature, Voice } from "../engines/engine.ts";
import type { Service } from "./service.ts";

/**
 * What the hub is told of a service, within the wire's bounds. `closed`: why the agent as a whole
 * takes no work now, if it does not.
 */
export function declarationOf(service: Service, closed: string | undefined): ServiceDeclaration {
  const { id, config, state } = service;
  const { description, measured, health } = state;
  const { streams, firstAudioMs } = measured ?? {};
  const reason = closed ?? service.downReason;
  const defaultVoice = description?.defaultVoice ?? config.voice;
  const maxInputCharacters = description?.maxInputCharacters ?? config.maxInputCharacters;
  return {
    id,
    type: config.type,
    model: config.model,
    voices: wireVoices(description?.voices ?? []),
    ...(defaultVoice !== undefined && isName(defaultVoice) && { defaultVoice }),
    features: measuredFeatures(description?.features ?? config.features ?? [], streams),
    ...(description !== undefined && { parameters: wireParameters(description) }),
    ...(streams !== undefined && { streams }),
    ...(firstAudioMs !== undefined && { firstAudioMs }),
    ...(health.state === "cold" && coldness(health)),
    slots: config.slots,
    ready: reason === undefined,
    ...(reason !== undefined && { reason: reason.slice(0, limits.messageChars) }),
    access: config.access,
    ...(config.friends !== undefined && { friends: config.friends }),
    ...(config.foreignSamples !== undefined && { foreignSamples: config.foreignSamples }),
    ...(maxInputCharacters !== undefined && { maxInputCharacters }),
  };
}

function wireParameters({ parameters = [] }: EngineDescription): readonly string[] {
  return parameters.filter(isName).slice(0, limits.parameters);
}

function coldness({ warmUpMs }: { readonly warmUpMs?: number }) {
  return { cold: true, ...(warmUpMs !== undefined && { warmUpMs }) };
}

/** What is measured goes before what the server's kind, or its owner, claims. */
function measuredFeatures(
  claimed: readonly EngineFeature[],
  streams: boolean | undefined,
): readonly EngineFeature[] {
  if (streams === undefined) return claimed;
  const others = claimed.filter((feature) => feature !== "streaming");
  return streams ? ["streaming", ...others] : others;
}

/**
 * The same declarations with so many voices left out that they fit into one frame: of the services
 * with the most voices, from the end of their lists.
 */
export function fitIntoFrame(
  services: readonly ServiceDeclaration[],
  maxBytes: number = limits.declarationBytes,
): readonly ServiceDeclaration[] {
  let mostVoices = limits.voicesPerService as number;
  let fitting = services;
  while (mostVoices > 0 && encode({ type: "SERVICES", services: fitting }).length > maxBytes) {
    mostVoices = Math.floor(mostVoices * 0.8);
    fitting = services.map((one) => ({ ...one, voices: one.voices.slice(0, mostVoices) }));
  }
  return fitting;
}

function wireVoices(voices: readonly Voice[]): readonly VoiceDeclaration[] {
  return voices
    .filter(({ name }) => isName(name))
    .slice(0, limits.voicesPerService)
    .map(({ name, languages }) => ({
      name,
      languages: languages.filter(isName).slice(0, limits.languagesPerVoice),
    }));
}
