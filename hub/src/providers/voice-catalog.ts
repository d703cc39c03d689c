import type { Member } from "../accounts/access.ts";
import type { Service } from "./provider.ts";
import type { Registry } from "./registry.ts";
import { type NamedVoice, readVoiceName } from "./voice-names.ts";

/** One voice of one model as a caller sees it, put together from all who have it. */
export type CatalogVoice = NamedVoice & {
  /** What requests call it. */
  readonly id: string;
  readonly model: string;
  /** How many providers have it now. */
  readonly providers: number;
  /** Whether one of them speaks with it when a request names no voice. */
  readonly isDefault: boolean;
};

/** Every voice of one speech model, or of all, that a caller can reach now, in the providers' order. */
export function voiceCatalog(
  registry: Registry,
  member: Member,
  model: string | undefined,
): readonly CatalogVoice[] {
  const found = new Map<string, Found>();
  for (const service of registry.reachable(member, "tts", model)) {
    for (const { name, languages } of service.declaration.voices) {
      const key = JSON.stringify([service.declaration.model, name]);
      const known = found.get(key) ?? { id: name, languages: new Set(), services: [] };
      for (const language of languages) known.languages.add(language);
      known.services.push(service);
      found.set(key, known);
    }
  }
  return [...found.values()].map(catalogVoice);
}

type Found = {
  readonly id: string;
  readonly languages: Set<string>;
  readonly services: Service[];
};

function catalogVoice({ id, languages, services }: Found): CatalogVoice {
  return {
    ...readVoiceName(id, [...languages]),
    id,
    model: services[0]?.declaration.model ?? "",
    providers: new Set(services.map(({ provider }) => provider)).size,
    isDefault: services.some(({ declaration }) => declaration.defaultVoice === id),
  };
}
