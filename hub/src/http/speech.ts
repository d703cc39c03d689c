import { asFailure } from "@club/shared/wire/failures.ts";
import { type Admission, estimatedSeconds, type Quotas } from "../accounts/quotas.ts";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Encoder, AudioFormat } from "../encoding/encoder.ts";
import type { SpeechRequest } from "../speech/speech-request.ts";
import type { SpeechJob } from "../speech/speech-job.ts";
import { characters } from "../speech/split-text.ts";
import type { Speaking, Studio } from "../speech/studio.ts";
import { rateLimitHeaders } from "./rate-limit-headers.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { consumerSignal, sendAudio } from "./send-audio.ts";
import { engineParameters, parseSpeechBody, type SpeechBody, speechBody } from "./speech-body.ts";
import { speechEvents } from "./speech-events.ts";
import { onceOf, serverTiming, traceOf } from "./speech-headers.ts";

export type SpeechRoutesOptions = {
  readonly studio: Studio;
  readonly quotas: Quotas;
  readonly encoderFor: (format: AudioFormat) => Encoder;
  readonly maxInputCharacters: number;
};

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
            200: z.string().meta({ description: "The audio.", format: "binary" }),
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
        await speak(request, reply, options);
        return reply as never;
      },
    );
  };
}

const errorStatuses = [400, 401, 403, 404, 413, 415, 429, 500, 502, 503];

async function speak(
  request: FastifyRequest<{ Body: SpeechBody }>,
  reply: FastifyReply,
  { studio, quotas, encoderFor }: SpeechRoutesOptions,
): Promise<void> {
  const { body } = request;
  const signal = consumerSignal(reply);
  const encoder = encoderFor(body.response_format ?? "wav");
  const admission = await quotas.admit(request.caller, estimatedSeconds(characters(body.input)));
  reply.headers(rateLimitHeaders(admission.requestsLeft));
  const speaking = await settling(admission, request.id, () =>
    studio.speak(requestOf(request), encoder, onceOf(request)),
  );
  if (speaking.at === "stored") {
    const headers = { "content-type": encoder.contentType, "content-length": speaking.clip.bytes };
    return sendAudio(reply, headers, speaking.clip.read(signal), signal);
  }
  const { job } = speaking;
  job.join(signal);
  await job.ready;
  const timing = { "server-timing": serverTiming(job.ledger) };
  if (body.stream_format === "sse") {
    const events = speechEvents(job.read(signal), () => usageOf(job));
    const headers = { ...timing, "content-type": "text/event-stream", "cache-control": "no-cache" };
    await sendAudio(reply, headers, events, signal);
  } else {
    const headers = { ...timing, "content-type": encoder.contentType };
    await sendAudio(reply, headers, job.read(signal), signal);
  }
}

/** Settles the admission with what a new request spoke; a repeated one speaks nothing of its own. */
async function settling(
  admission: Admission,
  id: string,
  speak: () => Promise<Speaking>,
): Promise<Speaking> {
  let job: SpeechJob | undefined;
  try {
    const speaking = await speak();
    if (speaking.at === "running" && speaking.job.request.id === id) job = speaking.job;
    return speaking;
  } finally {
    const settle = (): void => admission.settle(job?.ledger.audioSeconds ?? 0);
    if (job === undefined) settle();
    else void job.stored.then(settle, settle);
  }
}

function requestOf(request: FastifyRequest<{ Body: SpeechBody }>): SpeechRequest {
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
    format: body.response_format ?? "wav",
    trace: traceOf(request),
    acceptedMs: Date.now(),
    startMs: performance.now(),
  };
}

function usageOf(job: SpeechJob): { readonly characters: number; readonly seconds: number } {
  return {
    characters: characters(job.request.text),
    seconds: job.ledger.audioSeconds,
  };
}
