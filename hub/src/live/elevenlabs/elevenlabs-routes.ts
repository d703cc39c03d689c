import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import { failureOf } from "../../http/errors.ts";
import { mediaResponse } from "../../http/media-responses.ts";
import { uncounted } from "../../http/request-rates.ts";
import { withSchemas } from "../../http/schema.ts";
import { consumerSignal, unbuffered } from "../../http/send-audio.ts";
import { maxWholeAudioBytesInAll } from "../limits.ts";
import type { LiveNames } from "../voice-of.ts";
import type { LiveContext } from "../live-speech.ts";
import { sendSpoken, type WholeText } from "../send-spoken.ts";
import type { LiveChunk } from "../spoken.ts";
import { httpAlignment, timesInChunk } from "./alignment.ts";
import { elevenLabsRequest } from "./elevenlabs-dialect.ts";
import { defaultFormat, elevenLabsFormat } from "./elevenlabs-format.ts";
import { failureSchema } from "./failure-schema.ts";
import { speedOf } from "./elevenlabs-message.ts";
import { HeldBytes, timedWhole } from "./timed-whole.ts";

/** `POST /v1/text-to-speech/{voice_id}` and its variants: ElevenLabs' HTTP API. */
export function elevenLabsRoutes(context: LiveContext, names: LiveNames): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);
    const held = new HeldBytes(maxWholeAudioBytesInAll);
    for (const url of ["/v1/text-to-speech/:voice_id", "/v1/text-to-speech/:voice_id/stream"]) {
      routes.post(
        url,
        { config: uncounted, schema: schemaOf("Speak a text", audioResponse) },
        async (request, reply) => {
          reply.headers({ ...unbuffered, "request-id": request.id });
          await sendSpoken(reply, wholeOf(request, names), context);
          return reply;
        },
      );
    }
    routes.post(
      "/v1/text-to-speech/:voice_id/stream/with-timestamps",
      {
        config: uncounted,
        schema: schemaOf("Speak a text, with times, as it is made", linesResponse),
      },
      async (request, reply) => {
        reply.headers({ ...unbuffered, "request-id": request.id });
        const whole = { ...wholeOf(request, names), contentType: "application/json", body: lineOf };
        await sendSpoken(reply, whole, context);
        return reply;
      },
    );
    routes.post(
      "/v1/text-to-speech/:voice_id/with-timestamps",
      { config: uncounted, schema: schemaOf("Speak a text, with times", z.unknown()) },
      async (request, reply) =>
        timedWhole(wholeOf(request, names), context, held, consumerSignal(reply)),
    );
  };
}

function wholeOf(request: SpeechRequestParts, names: LiveNames): WholeText {
  const { text, model_id: modelId, language_code: language, voice_settings } = request.body;
  const format = elevenLabsFormat(request.query.output_format ?? defaultFormat);
  const speech = elevenLabsRequest(request.caller, names, {
    voiceId: request.params.voice_id,
    modelId: modelId ?? undefined,
    language: language ?? undefined,
    parameters: speedOf(voice_settings),
  });
  return { ...format, speech, text };
}

type SpeechRequestParts = Pick<FastifyRequest, "caller"> & {
  readonly params: z.output<typeof paramsSchema>;
  readonly query: z.output<typeof querySchema>;
  readonly body: z.output<typeof bodySchema>;
};

const paramsSchema = z.object({ voice_id: z.string().max(768).describe("`model:voice`") });

const querySchema = z.looseObject({
  output_format: z
    .string()
    .optional()
    .describe("pcm_RATE, mp3_RATE_KBPS, opus_48000_KBPS, ulaw_8000 or alaw_8000."),
});

const bodySchema = z.looseObject({
  text: z.string().min(1),
  model_id: z.string().nullish(),
  language_code: z.string().nullish(),
  voice_settings: z.looseObject({ speed: z.number().nullish() }).nullish(),
});

const audioResponse = mediaResponse("The audio.", [
  "audio/mpeg",
  "audio/pcm",
  "audio/ogg",
  "audio/basic",
]);

const linesResponse = mediaResponse("A line of JSON for each piece of the audio.", [
  "application/json",
]);

function schemaOf<R>(what: string, ok: R) {
  return {
    tags: ["live"],
    summary: `${what}, as ElevenLabs' clients ask for it`,
    description: "A voice id is `model:voice`. Keys come in the header `xi-api-key`.",
    params: paramsSchema,
    querystring: querySchema,
    body: bodySchema,
    refusal: failureSchema,
    response: { 200: ok, 404: failureSchema, 502: failureSchema, 503: failureSchema },
  };
}

function lineOf(chunk: LiveChunk): string {
  const { buffer, byteOffset, byteLength } = chunk.bytes;
  const audio = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
  const alignment = httpAlignment(timesInChunk(chunk));
  const line = { audio_base64: audio, alignment, normalized_alignment: alignment };
  return `${JSON.stringify(line)}\n`;
}

/** ElevenLabs' envelope of an error. */
export function answerFailure(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const failure = failureOf(thrown);
  const level = failure.status >= 500 ? "warn" : "debug";
  request.log[level]({ err: failure, code: failure.code }, "request failed");
  if (failure.retryAfterMs !== undefined) {
    reply.header("retry-after", Math.min(60, Math.ceil(failure.retryAfterMs / 1000)));
  }
  const status = failure.code === "INVALID_KEY" ? "invalid_api_key" : failure.code.toLowerCase();
  void reply.code(failure.status).send({ detail: { status, message: failure.message } });
}
