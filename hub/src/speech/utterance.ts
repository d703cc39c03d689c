import type { Request } from "@club/shared/mux/hub-endpoint.ts";
import type { Service } from "../providers/provider.ts";
import type { ServiceQuery } from "../routing/service-query.ts";
import { characters } from "../text/characters.ts";
import type { LoadedPrompt } from "./voice-generation.ts";
import type { Ledger } from "./ledger.ts";
import { deadlineMs, spareAudioSeconds } from "./limits.ts";
import { wireParameters } from "./parameters.ts";
import type { SpeechRequest } from "./speech-request.ts";
import { generationNeeds, parametersFor, promptFor } from "./voice-generation.ts";

/** What a request needs of a service now: once a voice has been heard, that voice. */
export function queryFor(
  { caller, model, voice, providers, generation }: SpeechRequest,
  ledger: Ledger,
  failed: ReadonlySet<Service>,
): ServiceQuery {
  const heard = ledger.voice ?? voice;
  const query = { caller, model, voice: heard, features: [], providers, except: failed };
  return generation === undefined ? query : { ...query, ...generationNeeds(generation) };
}

/** A part of a request's text as a service is asked for it. */
export function wireRequest(
  text: string,
  request: SpeechRequest,
  ledger: Ledger,
  service: Service,
  prompt: LoadedPrompt | undefined,
): Request {
  const { id, language, instructions, trace, generation } = request;
  const voice = ledger.voice ?? request.voice;
  return {
    request: id,
    service: service.declaration.id,
    text,
    ...wireParameters(parametersFor(request, service.declaration), service.declaration),
    deadlineMs: Math.max(1, Math.round(deadlineMs - ledger.elapsedMs())),
    ...(voice !== undefined && { voice }),
    ...(language !== undefined && { language }),
    ...(instructions !== undefined && { instructions }),
    ...(trace !== undefined && { trace }),
    ...promptFor(generation, prompt, service.declaration),
  };
}

/** More audio than this no engine makes of the text, however slowly it speaks. */
export function maxAudioSeconds(
  text: string,
  { parameters }: SpeechRequest,
  secondsPerCharacter: number,
): number {
  const speed = parameters["speed"];
  const pace = typeof speed === "number" && speed > 0 ? Math.min(1, speed) : 1;
  return (spareAudioSeconds + characters(text) * secondsPerCharacter) / pace;
}
