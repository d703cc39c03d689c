import { asFailure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { SpeechRequest } from "../speech/speech-request.ts";
import { answerSpeech, type AnswerSpeechOptions } from "./answer-speech.ts";
import { speechResponse } from "./media-responses.ts";
import type { ModelNames } from "./model-names.ts";
import { uncounted } from "./request-rates.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import {
  engineParameters,
  ignoredParameters,
  parseSpeechBody,
  streamOf,
  type SpeechBody,
  speechBody,
} from "./speech-body.ts";
import { ignoredHeader, traceOf } from "./speech-headers.ts";

export type SpeechRoutesOptions = AnswerSpeechOptions & {
  readonly models: ModelNames;
  readonly maxInputCharacters: number;
  readonly path?: string;
};

/** `POST /v1/audio/speech`: OpenAI's speech API. */
export function speechRoutes(options: SpeechRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).post(
      options.path ?? "/v1/audio/speech",
      {
        config: uncounted,
        schema: {
          tags: ["speech"],
          summary: "Speak a text",
          description: "Answers with the audio, streamed while it is being generated.",
          body: speechBody,
          response: {
            200: speechResponse,
            ...Object.fromEntries(errorStatuses.map((status) => [status, errorSchema])),
          },
        },
        validatorCompiler: () => (body: unknown) => {
          try {
            return { value: parseSpeechBody(body, options.maxInputCharacters) };
          } catch (thrown) {
            return { error: asFailure(thrown) };
          }
        },
      },
      async (request, reply) => {
        const speech = requestOf(request, options);
        const stream = streamOf(request.body);
        const headers = async () => ignoredHeader(ignoredParameters(request.body));
        await answerSpeech(request, reply, { speech, stream, headers }, options);
        return reply as never;
      },
    );
  };
}

/** What a request for speech may be refused with. */
export const errorStatuses: readonly number[] = [400, 401, 403, 404, 413, 415, 429, 500, 502, 503];

function requestOf(
  request: FastifyRequest<{ Body: SpeechBody }>,
  { models, clock }: SpeechRoutesOptions,
): SpeechRequest {
  const { body, caller, id } = request;
  const model = models.model(caller, body.model);
  const voice = voiceOf(body);
  return {
    id,
    caller,
    model,
    text: body.input.toWellFormed(),
    voice: voice && models.voice(caller, model, voice),
    language: body.language ?? undefined,
    instructions: body.instructions ?? undefined,
    parameters: engineParameters(body),
    providers: body.providers ?? undefined,
    format: body.response_format ?? "wav",
    trace: traceOf(request),
    acceptedMs: clock.wallMs(),
    startMs: clock.monotonicMs(),
  };
}

function voiceOf({ voice }: SpeechBody): string | undefined {
  const name = typeof voice === "object" ? voice?.id : voice;
  return name === "" ? undefined : name;
}
