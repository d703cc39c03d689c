import { asFailure, Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import type { SpeechResult } from "../speech/speech-jobs.ts";
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
  readonly streamed: StreamedSpeech;
  readonly maxInputCharacters: number;
  readonly path?: string;
};

/** Answers a request whose body is a text that is still being sent. */
export type StreamedSpeech = (
  request: FastifyRequest,
  reply: FastifyReply,
  text: Readable,
) => Promise<void>;

/** `POST /v1/audio/speech`: OpenAI's speech API. */
export function speechRoutes(options: SpeechRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    app.addContentTypeParser("text/plain", ({ query }, payload, done) => {
      const isSpoken = typeof query === "object" && query !== null && "model" in query;
      if (isSpoken) done(null, payload);
      else done(modelIsMissing());
    });
    withSchemas(app).post(
      options.path ?? "/v1/audio/speech",
      {
        config: uncounted,
        schema: {
          tags: ["speech"],
          summary: "Speak a text",
          description:
            "Answers with the audio, streamed while it is being generated. With a body of `text/plain`, whose other fields are in the query, it is spoken while it is still being sent.",
          body: speechBody,
          response: {
            200: speechResponse,
            ...Object.fromEntries(errorStatuses.map((status) => [status, errorSchema])),
          },
        },
        validatorCompiler: () => (body: unknown) => {
          if (body instanceof Readable) return { value: body };
          try {
            return { value: parseSpeechBody(body, options.maxInputCharacters) };
          } catch (thrown) {
            return { error: asFailure(thrown) };
          }
        },
      },
      async (request, reply) => {
        if (request.body instanceof Readable) {
          await options.streamed(request, reply, request.body);
          return reply;
        }
        const speech = speechRequestOf(request, request.body, options);
        const stream = streamOf(request.body);
        const headers = async (result: SpeechResult) =>
          ignoredHeader([...ignoredParameters(request.body), ...ignoredIn(result)]);
        await answerSpeech(request, reply, { speech, stream, headers }, options);
        return reply;
      },
    );
  };
}

/** What of a request no engine that speaks it was given; of one that was answered before, nobody knows. */
export function ignoredIn(result: SpeechResult): readonly string[] {
  return result.at === "running" ? [...result.job.ledger.ignored] : [];
}

/** Whoever sends a text alone may have meant JSON. */
function modelIsMissing(): Failure {
  const message =
    "Send the body as application/json. A text/plain body is spoken if the query names a model: ?model=…";
  return new Failure("UNSUPPORTED_MEDIA", message);
}

/** What a request for speech may be refused with. */
export const errorStatuses: readonly number[] = [400, 401, 403, 404, 413, 415, 429, 500, 502, 503];

/** What a checked body asks for. */
export function speechRequestOf(
  request: FastifyRequest,
  body: SpeechBody,
  { models, clock, defaultFormat }: Pick<SpeechRoutesOptions, "models" | "clock" | "defaultFormat">,
): SpeechRequest {
  const { caller, id } = request;
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
    format: body.response_format ?? defaultFormat,
    trace: traceOf(request),
    acceptedMs: clock.wallMs(),
    startMs: clock.monotonicMs(),
  };
}

function voiceOf({ voice }: SpeechBody): string | undefined {
  const name = typeof voice === "object" ? voice?.id : voice;
  return name === "" ? undefined : name;
}
