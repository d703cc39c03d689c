import { createHash } from "node:crypto";
import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Clip } from "../archive/archive.ts";
import type { VoicePreviews } from "../speech/voice-previews.ts";
import { sendClip } from "./history-audio.ts";
import { audioResponse } from "./media-responses.ts";
import type { ModelNames } from "./model-names.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type VoicePreviewRoutesOptions = {
  readonly previews: VoicePreviews;
  readonly models: ModelNames;
};

/** `GET /v1/audio/voices/preview`: a few words of a voice. */
export function voicePreviewRoutes({
  previews,
  models,
}: VoicePreviewRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
      "/v1/audio/voices/preview",
      {
        schema: {
          tags: ["models"],
          summary: "Hear a few words of a voice",
          description:
            "A WAV file, spoken once for everyone. It counts for no quota and stands in no history. Takes a Range header of one range.",
          querystring: z.object({
            model: z.string().min(1).describe("An id from GET /v1/models."),
            voice: z.string().min(1).describe("A voice from GET /v1/audio/voices."),
          }),
          response: {
            200: audioResponse,
            206: audioResponse,
            ...Object.fromEntries(errorStatuses.map((status) => [status, errorSchema])),
          },
        },
      },
      async (request, reply) => {
        const { caller, query } = request;
        const model = models.model(caller, query.model);
        const wav = await previews.get(caller, { model, voice: query.voice });
        const id = createHash("sha256").update(wav).digest("hex").slice(0, 32);
        return sendClip(request, reply, { clip: clipOf(wav), name: { id, extension: "wav" } });
      },
    );
  };
}

const errorStatuses = [400, 401, 404, 416, 502, 503];

/** A file in memory as the archive's are. */
function clipOf(file: Uint8Array): Clip {
  return {
    bytes: file.length,
    async *read(signal, start = 0, end = file.length) {
      signal.throwIfAborted();
      yield file.subarray(start, end);
    },
  };
}
