import { Failure } from "@club/shared/wire/failures.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Service } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";
import { notReadyRetryAfterMs } from "./limits.ts";

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
  /** Nobody waits for it: it gets only slots that no other request wants. */
  readonly isBackground?: boolean | undefined;
  /** Of one in the background: somebody waits for its slot, and would have it soon if it ended now. */
  readonly onWanted?: (() => void) | undefined;
  /** Services that have failed this request. */
  readonly except: ReadonlySet<Service>;
};

/**
 * The services that could speak it, free or not. Throws NO_PROVIDER when nobody serves the model to
 * this caller, NOT_READY when those who do cannot yet, VOICE_NOT_FOUND when none of them has the
 * voice.
 */
export function candidates(registry: Registry, query: ServiceQuery): readonly Service[] {
  const { model, voice } = query;
  const known = registry
    .known(query.caller, "tts", model)
    .filter((service) => isAllowed(service, query) && suits(service, query));
  const ready = known.filter((service) => service.isReady);
  if (ready.length === 0) throw known.length === 0 ? noProvider(query) : notReady(known);
  const speaking = voice === undefined ? ready : ready.filter((one) => one.hasVoice(voice));
  if (speaking.length === 0) throw voiceNotFound(model ?? "", voice ?? "");
  if (query.except.size === 0) return speaking;
  const untried = speaking.filter((service) => !query.except.has(service));
  if (untried.length === 0) throw noProvider(query);
  return untried;
}

function isAllowed({ provider }: Service, { caller }: ServiceQuery): boolean {
  return caller.routing !== "own-only" || provider.owner.userId === caller.userId;
}

/** What a request needs beside model and voice. */
function suits(service: Service, query: ServiceQuery): boolean {
  const { declaration, provider } = service;
  const isOwn = provider.owner.userId === query.caller.userId;
  const takesSamples = query.hasSamples !== true || isOwn || maySendSamples(service, query);
  const takesWhole = (query.wholeCharacters ?? 0) <= (declaration.maxInputCharacters ?? Infinity);
  const isWanted = [query.providers, query.caller.providers].every(
    (names) => names?.some((name) => isNamed(service, name, isOwn)) ?? true,
  );
  const hasFeatures = query.features.every((feature) => service.hasFeature(feature));
  return hasFeatures && takesSamples && takesWhole && isWanted;
}

/**
 * Recordings of people's voices go to others' providers only where these take them, and the request
 * names them or its user has said so for good.
 */
function maySendSamples({ declaration }: Service, { providers, caller }: ServiceQuery): boolean {
  const isMeant = providers !== undefined || caller.samplesToOthers;
  return isMeant && declaration.foreignSamples !== false;
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
  const consent =
    hasSamples === true && providers === undefined
      ? " Voice samples go to your own providers; to send them to another's, name it in `providers`, or allow it once with PATCH /v1/settings."
      : "";
  const message = `No provider that is online${who} for this key. GET /v1/models lists what is there.${consent}`;
  return new Failure("NO_PROVIDER", message, { param: "model" });
}

/** The providers' own reasons are for their owners and the log. */
function notReady(services: readonly Service[]): Failure {
  const model = services[0]?.declaration.model ?? "";
  const message = `Every provider of "${model}" is loading, paused or down at the moment. Try again in a few seconds.`;
  const cause = services.map(({ provider, declaration }) => [provider.id, declaration.reason]);
  return new Failure("NOT_READY", message, { retryAfterMs: notReadyRetryAfterMs, cause });
}

function voiceNotFound(model: string, voice: string): Failure {
  const message = `No provider of "${model}" has the voice "${voice}". GET /v1/audio/voices?model=… lists the voices.`;
  return new Failure("VOICE_NOT_FOUND", message, { param: "voice" });
}
