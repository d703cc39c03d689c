import { Failure } from "@club/shared/wire/failures.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Service } from "../providers/provider.ts";
import type { Registry } from "../providers/registry.ts";

/** What a request needs of a service. */
export type Want = {
  readonly caller: Caller;
  readonly model: string;
  /** Only services that have it; undefined: any. */
  readonly voice: string | undefined;
  /** Features that it must have, e.g. `voice-cloning`. */
  readonly features: readonly string[];
  /** Services that have failed this request. */
  readonly except: ReadonlySet<Service>;
};

/**
 * The services that could speak it, free or not. Throws NO_PROVIDER when nobody serves the model to
 * this caller, VOICE_NOT_FOUND when nobody of those has the voice.
 */
export function candidates(registry: Registry, want: Want): readonly Service[] {
  const { caller, model, voice } = want;
  const ofModel = registry
    .reachable(caller, "tts")
    .filter((service) => service.declaration.model === model && isAllowed(service, caller))
    .filter((service) => want.features.every((feature) => service.hasFeature(feature)));
  if (ofModel.length === 0) throw noProvider(model);
  const speaking = voice === undefined ? ofModel : ofModel.filter((one) => one.hasVoice(voice));
  if (speaking.length === 0) throw voiceNotFound(model, voice ?? "");
  const untried = speaking.filter((service) => !want.except.has(service));
  if (untried.length === 0) throw noProvider(model);
  return untried;
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

function noProvider(model: string): Failure {
  const message = `No provider that is online serves the model "${model}" for this key. GET /v1/models lists what is there.`;
  return new Failure("NO_PROVIDER", message, { param: "model" });
}

function voiceNotFound(model: string, voice: string): Failure {
  const message = `No provider of "${model}" has the voice "${voice}". GET /v1/audio/voices?model=… lists the voices.`;
  return new Failure("VOICE_NOT_FOUND", message, { param: "voice" });
}
