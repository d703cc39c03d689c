import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import { unbuffered } from "../../http/send-audio.ts";
import { uncounted } from "../../http/request-rates.ts";
import { errorSchema, withSchemas } from "../../http/schema.ts";
import { mediaResponse } from "../../http/media-responses.ts";
import { sendSpoken } from "../send-spoken.ts";
import type { LiveContext } from "../live-speech.ts";
import type { LiveNames } from "../voice-of.ts";
import { deepgramRequest } from "./deepgram-dialect.ts";
import { deepgramFormat } from "./deepgram-format.ts";

/** `POST /v1/speak`: Deepgram's HTTP API. */
export function deepgramRoutes(context: LiveContext, names: LiveNames): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).post(
      "/v1/speak",
      {
        config: uncounted,
        schema: {
          tags: ["live"],
          summary: "Speak a text, as Deepgram's clients ask for it",
          description:
            "`model` is `model:voice`. The same path takes Deepgram's WebSocket. Keys come as `Authorization: Token …`.",
          querystring: querySchema,
          body: z.looseObject({ text: z.string().min(1) }),
          response: { 200: speechResponse, 404: errorSchema, 502: errorSchema, 503: errorSchema },
        },
      },
      async (request, reply) => {
        const query = new URLSearchParams(request.raw.url?.split("?", 2)[1]);
        if (query.has("callback")) {
          throw new Failure("INVALID_REQUEST", "callback: this hub calls nobody.", {
            param: "callback",
          });
        }
        const { target, contentType } = deepgramFormat(query, "mp3");
        const speech = deepgramRequest(query, request.caller, names);
        reply.headers({
          ...unbuffered,
          "dg-request-id": request.id,
          "dg-model-name": speech.model,
        });
        await sendSpoken(reply, { speech, text: request.body.text, target, contentType }, context);
        return reply;
      },
    );
  };
}

const querySchema = z.object({
  model: z.string().min(1),
  encoding: z
    .string()
    .optional()
    .describe("linear16, mulaw, alaw, mp3 (default), opus, flac or aac."),
  sample_rate: z.string().optional(),
  bit_rate: z.string().optional(),
  container: z.string().optional().describe("none: linear16 without a header."),
  speed: z.string().optional(),
  tag: z.string().optional(),
  mip_opt_out: z.string().optional(),
  callback: z.string().optional(),
  callback_method: z.string().optional(),
});

const speechResponse = mediaResponse("The audio.", [
  "audio/mpeg",
  "audio/wav",
  "audio/l16",
  "audio/mulaw",
  "audio/alaw",
  "audio/ogg",
  "audio/flac",
  "audio/aac",
]);
