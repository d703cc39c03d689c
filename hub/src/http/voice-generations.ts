import { asFailure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Router } from "../routing/router.ts";
import { type VoiceGeneration, generationNeeds } from "../speech/voice-generation.ts";
import type { SpeechRequest } from "../speech/speech-request.ts";
import type { SpeechResult } from "../speech/speech-jobs.ts";
import type { Store } from "../store/store.ts";
import { speakerSamplesOf } from "../voices/speaker-samples.ts";
import type { PromptStore } from "../voices/prompt-store.ts";
import { promptSource } from "../voices/prompt-source.ts";
import { parseScript } from "../voices/script.ts";
import { answerSpeech, type AnswerSpeechOptions } from "./answer-speech.ts";
import { speechResponse } from "./media-responses.ts";
import { uncounted } from "./request-rates.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { errorStatuses } from "./speech.ts";
import { streamOf } from "./speech-body.ts";
import { traceOf } from "./speech-headers.ts";
import {
  type GenerationBody,
  generationBody,
  namedControls,
  parseGenerationBody,
  seedOf,
  usualControls,
} from "./voice-generation-body.ts";

export type VoiceGenerationRoutesOptions = AnswerSpeechOptions & {
  readonly store: Pick<Store, "samples" | "history">;
  readonly router: Router;
  readonly prompts: PromptStore;
  readonly maxInputCharacters: number;
};

/** `POST /v1/voice/generations`: dialogues and cloned voices. */
export function voiceGenerationRoutes(options: VoiceGenerationRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).post(
      "/v1/voice/generations",
      {
        config: uncounted,
        schema: {
          tags: ["voices"],
          summary: "Speak a script for one or two speakers, in voices of your library",
          description: "Answers with the audio; the seed it was spoken with stands in `x-seed`.",
          body: generationBody,
          response: {
            200: speechResponse,
            ...Object.fromEntries(errorStatuses.map((status) => [status, errorSchema])),
          },
        },
        validatorCompiler: () => (body: unknown) => {
          try {
            return { value: parseGenerationBody(body, options.maxInputCharacters) };
          } catch (thrown) {
            return { error: asFailure(thrown) };
          }
        },
      },
      async (request, reply) => {
        const speech = await requestOf(request, options);
        const headers = async (result: SpeechResult): Promise<{ "x-seed"?: string }> =>
          seedHeader(await seedSpokenWith(result, request, options));
        const stream = streamOf(request.body);
        await answerSpeech(request, reply, { speech, stream, headers }, options);
        return reply;
      },
    );
  };
}

async function requestOf(
  request: FastifyRequest<{ Body: GenerationBody }>,
  options: VoiceGenerationRoutesOptions,
): Promise<SpeechRequest> {
  const { clock, router } = options;
  const times = { acceptedMs: clock.wallMs(), startMs: clock.monotonicMs() };
  const { body, caller, id } = request;
  const generation = await generationOf(request, options);
  const query = { caller, model: body.model ?? undefined, voice: undefined, features: [] };
  const needs = { except: new Set<never>(), ...generationNeeds(generation) };
  return {
    id,
    caller,
    model: query.model ?? router.modelFor({ ...query, ...needs }),
    text: generation.script.text,
    voice: undefined,
    language: body.language ?? undefined,
    instructions: undefined,
    parameters: { ...namedControls(body), seed: seedOf(body, Math.random) },
    generation,
    format: body.response_format ?? options.defaultFormat,
    trace: traceOf(request),
    ...times,
  };
}

async function generationOf(
  { body, caller }: FastifyRequest<{ Body: GenerationBody }>,
  { store, prompts }: VoiceGenerationRoutesOptions,
): Promise<VoiceGeneration> {
  const script = parseScript(body.input);
  const samples = await speakerSamplesOf(store.samples, caller.userId, script, body.speakers ?? {});
  const prompt = promptSource(samples, prompts);
  return { script, prompt, defaults: usualControls, providers: body.providers ?? undefined };
}

/** The seed of the request that is really answered: a repeated one gets the first one's audio. */
async function seedSpokenWith(
  result: SpeechResult,
  { caller }: FastifyRequest,
  { store }: VoiceGenerationRoutesOptions,
): Promise<unknown> {
  if (result.at === "running") return result.job.request.parameters["seed"];
  const entry = await store.history.get(caller.userId, result.id);
  return entry?.request.parameters["seed"];
}

function seedHeader(seed: unknown): { "x-seed"?: string } {
  return typeof seed === "number" ? { "x-seed": String(seed) } : {};
}
