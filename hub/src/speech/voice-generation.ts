import type { Request } from "@club/shared/mux/hub-endpoint.ts";
import type { ServiceDeclaration } from "@club/shared/wire/messages.ts";
import type { Provider } from "../providers/provider.ts";
import type { EngineParameters } from "./parameters.ts";
import type { Script } from "../voices/script.ts";
import type { ServiceQuery } from "../routing/service-query.ts";
import { characters } from "../text/characters.ts";

/** What a voice generation has beside a text: who speaks, with whose voices. It is spoken in one piece. */
export type VoiceGeneration = {
  readonly script: Script;
  /** The recordings whose voices are cloned; undefined: the engine's own voices. */
  readonly prompt: PromptSource | undefined;
  /** Settings that the request does not name, for engines that read scripts: others have their own. */
  readonly defaults: Readonly<Record<string, number>>;
  /** The only providers that it may go to (see `isNamed` in service-query.ts); undefined: any. */
  readonly providers: readonly string[] | undefined;
};

/** Joined recordings in memory for one utterance; disposing of it lets go of them. */
export interface LoadedPrompt extends Disposable {
  /** A WAV. */
  readonly audio: Uint8Array;
  /** Its SHA-256 in hex. */
  readonly hash: string;
  /** A provider has been told of it, and may keep it for a while. */
  sentTo(provider: Provider): void;
}

/** The recordings of a generation's speakers. */
export interface PromptSource {
  /** All of them in one WAV. Throws INVALID_VOICE_SAMPLE when one was deleted, and BUSY. */
  load(signal: AbortSignal): Promise<LoadedPrompt>;
  /** What is said in them, each line with its speaker's tag or none. */
  transcript(isTagged: boolean): string;
}

/** What a generation needs of a service. */
export function generationNeeds({
  script,
  prompt,
  providers,
}: VoiceGeneration): Partial<ServiceQuery> {
  const isDialogue = script.speakers.includes("S2");
  return {
    features: isDialogue ? ["voice-cloning", readsScripts] : ["voice-cloning"],
    hasSamples: prompt !== undefined,
    providers,
    wholeCharacters: characters(script.text),
  };
}

/** A generation's text as a service reads it. */
export function scriptFor({ script }: VoiceGeneration, service: ServiceDeclaration): string {
  return service.features.includes(readsScripts) ? script.text : script.words;
}

/** The request's settings as a service understands them. */
export function parametersFor(
  {
    generation,
    parameters,
  }: {
    readonly generation?: VoiceGeneration | undefined;
    readonly parameters: EngineParameters;
  },
  service: ServiceDeclaration,
): EngineParameters {
  const isReader = generation !== undefined && service.features.includes(readsScripts);
  return isReader ? { ...generation.defaults, ...parameters } : parameters;
}

/** The recordings as they are announced to a service, where there are any. */
export function promptFor(
  generation: VoiceGeneration | undefined,
  loaded: LoadedPrompt | undefined,
  service: ServiceDeclaration,
): Pick<Request, "prompt"> {
  if (generation?.prompt === undefined || loaded === undefined) return {};
  const transcript = generation.prompt.transcript(service.features.includes(readsScripts));
  return { prompt: { audio: loaded.audio, hash: loaded.hash, transcript } };
}

const readsScripts = "dialogue";
