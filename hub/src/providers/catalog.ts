import type { Member } from "../accounts/access.ts";
import type { Provider, Service } from "./provider.ts";
import type { Registry } from "./registry.ts";

/** One model as a caller sees it: the providers that serve it to them, put together. */
export type Model = {
  readonly id: string;
  readonly type: string;
  readonly providers: readonly Provider[];
  /** Features that any of them has. */
  readonly features: readonly string[];
  readonly languages: readonly string[];
  /** When the first of them attached: wall clock, ms. */
  readonly sinceMs: number;
};

/** The models that a caller can reach now, of every type, in the order of their ids. */
export function modelsFor(registry: Registry, member: Member): readonly Model[] {
  const services = registry.reachable(member, undefined);
  const byModel = Map.groupBy(services, ({ declaration }) =>
    JSON.stringify([declaration.model, declaration.type]),
  );
  return [...byModel.values()].flatMap(modelOf).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * The voices of one speech model, or of all: what any of its providers has, in their order, each with
 * the languages that any of them says it speaks.
 */
export function voicesFor(
  registry: Registry,
  member: Member,
  model: string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const services = registry.reachable(member, "tts", model);
  const voices = services.flatMap(({ declaration }) => declaration.voices);
  const byName = Map.groupBy(voices, (voice) => voice.name);
  return new Map(
    [...byName].map(([name, same]) => [name, union(same.map((voice) => voice.languages))] as const),
  );
}

/** The model that a consumer means: the one of that name, else the only one that differs in case alone. */
export function modelCalled(registry: Registry, member: Member, name: string): string {
  if (registry.known(member, undefined, name).length > 0) return name;
  const models = registry.known(member, undefined).map(({ declaration }) => declaration.model);
  return onlyMatch(models, name) ?? name;
}

/** The voice of a model that a consumer means, in the same way. */
export function voiceCalled(
  registry: Registry,
  member: Member,
  model: string,
  name: string,
): string {
  const services = registry.known(member, "tts", model);
  if (services.some((service) => service.hasVoice(name))) return name;
  const voices = services.flatMap(({ declaration }) => declaration.voices.map((one) => one.name));
  return onlyMatch(voices, name) ?? name;
}

function onlyMatch(names: readonly string[], wanted: string): string | undefined {
  const plain = wanted.toLowerCase();
  const found = new Set(names.filter((name) => name.toLowerCase() === plain));
  return found.size === 1 ? [...found][0] : undefined;
}

function modelOf(services: readonly Service[]): readonly Model[] {
  const [first] = services;
  if (first === undefined) return [];
  const declarations = services.map((service) => service.declaration);
  return [
    {
      id: first.declaration.model,
      type: first.declaration.type,
      providers: [...new Set(services.map((service) => service.provider))],
      features: union(declarations.map((one) => one.features)),
      languages: union(declarations.flatMap((one) => one.voices.map((voice) => voice.languages))),
      sinceMs: services.reduce((min, { provider }) => Math.min(min, provider.attachedMs), Infinity),
    },
  ];
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}
