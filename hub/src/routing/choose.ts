import { Failure } from "@club/shared/wire/failures.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Service } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";

/** What a request needs of a service. */
export type ServiceQuery = {
  readonly caller: Caller;
  /** undefined: any. */
  readonly model: string | undefined;
  /** Only services that have it; undefined: any. */
  readonly voice: string | undefined;
  /** Features that it must have, e.g. `voice-cloning`. */
  readonly features: readonly string[];
  /** Whether recordings of people's voices go with it. */
  readonly hasSamples?: boolean | undefined;
  /** Only these providers; undefined: any. */
  readonly providers?: readonly string[] | undefined;
  /** The length of a text that cannot be cut, so that a service must take it whole. */
  readonly wholeCharacters?: number | undefined;
  /** Services that have failed this request. */
  readonly except: ReadonlySet<Service>;
};

/**
 * The services that could speak it, free or not. Throws NO_PROVIDER when nobody serves the model to
 * this caller, VOICE_NOT_FOUND when nobody of those has the voice.
 */
export function candidates(registry: Registry, want: ServiceQuery): readonly Service[] {
  const { caller, model, voice } = want;
  const ofModel = registry
    .reachable(caller, "tts", model)
    .filter((service) => isAllowed(service, caller) && suits(service, want));
  if (ofModel.length === 0) throw noProvider(want);
  const speaking = voice === undefined ? ofModel : ofModel.filter((one) => one.hasVoice(voice));
  if (speaking.length === 0) throw voiceNotFound(model ?? "", voice ?? "");
  const untried = speaking.filter((service) => !want.except.has(service));
  if (untried.length === 0) throw noProvider(want);
  return untried;
}

/** The model of whoever would serve a request that names none. Throws as `candidates` does. */
export function chooseModel(registry: Registry, want: ServiceQuery, nowMs: number): string {
  const services = candidates(registry, want);
  const chosen = best(services, want.caller, nowMs) ?? services[0];
  if (chosen === undefined) throw noProvider(want);
  return chosen.declaration.model;
}

/**
 * The best service with a free slot: one's own first unless the key says any, then the least loaded
 * for its slots, then the soonest to speak. A service that keeps failing is left aside as long as
 * there is another, even a busy one.
 */
export function best(
  services: readonly Service[],
  caller: Caller,
  nowMs: number,
): Service | undefined {
  const sound = services.filter((service) => !service.standing.isAside(nowMs));
  const free = (sound.length > 0 ? sound : services).filter((service) => service.hasRoom(nowMs));
  const rank = (service: Service): readonly number[] => [
    caller.routing !== "any" && service.provider.owner.userId === caller.userId ? 0 : 1,
    (service.busy + 1) / service.declaration.slots,
    service.standing.firstAudioMs ?? 0,
  ];
  return free
    .map((service) => ({ service, rank: rank(service) }))
    .reduce<Ranked | undefined>((top, one) => (isBefore(one, top) ? one : top), undefined)?.service;
}

type Ranked = { readonly service: Service; readonly rank: readonly number[] };

function isBefore(one: Ranked, top: Ranked | undefined): boolean {
  if (top === undefined) return true;
  for (const [at, value] of one.rank.entries()) {
    const other = top.rank[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}

function isAllowed(service: Service, caller: Caller): boolean {
  return caller.routing !== "own-only" || service.provider.owner.userId === caller.userId;
}

/** What a request needs beside model and voice. */
function suits(service: Service, want: ServiceQuery): boolean {
  const { declaration, provider } = service;
  const isOwn = provider.owner.userId === want.caller.userId;
  const takesSamples = want.hasSamples !== true || isOwn || declaration.foreignSamples !== false;
  const takesWhole = (want.wholeCharacters ?? 0) <= (declaration.maxInputCharacters ?? Infinity);
  const isWanted = want.providers?.some((name) => isNamed(service, name, isOwn)) ?? true;
  const hasFeatures = want.features.every((feature) => service.hasFeature(feature));
  return hasFeatures && takesSamples && takesWhole && isWanted;
}

/**
 * Others' providers go by their owner's name and their own, as `ann/home-rig`: an owner chooses the
 * latter freely, so that it alone says nothing. One's own may go by it.
 */
function isNamed({ provider }: Service, name: string, isOwn: boolean): boolean {
  return provider.id === name || (isOwn && provider.name === name);
}

function noProvider({ model, features, providers, hasSamples }: ServiceQuery): Failure {
  const what = model === undefined ? "" : ` serves the model "${model}"`;
  const needs = [
    ...features.map((feature) => ` has the feature ${feature}`),
    ...(hasSamples === true ? [" takes your voice samples"] : []),
    ...(providers === undefined ? [] : [" is one of those you name"]),
  ];
  const who = [...(what === "" ? [] : [what]), ...needs].join(" and");
  const message = `No provider that is online${who} for this key. GET /v1/models lists what is there.`;
  return new Failure("NO_PROVIDER", message, { param: "model" });
}

function voiceNotFound(model: string, voice: string): Failure {
  const message = `No provider of "${model}" has the voice "${voice}". GET /v1/audio/voices?model=… lists the voices.`;
  return new Failure("VOICE_NOT_FOUND", message, { param: "voice" });
}
