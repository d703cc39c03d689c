import { asFailure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import type { SpeechRequest } from "../speech/speech-request.ts";
import { answerSpeech, type AnswerSpeechOptions } from "./answer-speech.ts";
import { speechResponse } from "./media-responses.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { engineParameters, parseSpeechBody, type SpeechBody, speechBody } from "./speech-body.ts";
import { traceOf } from "./speech-headers.ts";

export type SpeechRoutesOptions = AnswerSpeechOptions & { readonly maxInputCharacters: number };

/** `POST /v1/audio/speech`: OpenAI's speech API. */
export function speechRoutes(options: SpeechRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).post(
      "/v1/audio/speech",
      {
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
        const stream = request.body.stream_format ?? "audio";
        await answerSpeech(
          request,
          reply,
          { speech: requestOf(request, options.clock), stream },
          options,
        );
        return reply as never;
      },
    );
  };
}

/** What a request for speech may be refused with. */
export const errorStatuses: readonly number[] = [400, 401, 403, 404, 413, 415, 429, 500, 502, 503];

function requestOf(request: FastifyRequest<{ Body: SpeechBody }>, clock: Clock): SpeechRequest {
  const { body, caller, id } = request;
  return {
    id,
    caller,
    model: body.model,
    text: body.input.toWellFormed(),
    voice: typeof body.voice === "object" ? body.voice?.id : body.voice,
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
