import fastifyMultipart from "@fastify/multipart";
import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import * as z from "zod";
import { maxFieldBytes, maxUploadBytes, maxUploadFields } from "../voices/limits.ts";
import type { VoiceLibrary } from "../voices/voice-library.ts";
import { sendClip, unchangedSchema } from "./history-audio.ts";
import { audioResponse } from "./media-responses.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { sampleBody, sampleChangeSchema, sampleSchema, uploadParts } from "./voice-sample-body.ts";
import { receiveUpload } from "./voice-upload.ts";

export type VoiceSampleRoutesOptions = { readonly library: VoiceLibrary };

/** The caller's private voice library: `/v1/voice/samples`, `/v1/voice/samples/{id}` and its audio. */
export function voiceSampleRoutes({ library }: VoiceSampleRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    await app.register(fastifyMultipart, { throwFileSizeLimit: false, limits: uploadLimits });
    const routes = withSchemas(app);

    routes.get("/v1/voice/samples", { schema: list }, async ({ caller }) => {
      const samples = await library.list(caller.userId);
      return { object: "list" as const, data: samples.map(sampleBody) };
    });

    routes.post(
      "/v1/voice/samples",
      { schema: add, onRequest: refuseLargeUpload },
      async (request, reply) => {
        const { upload, facts } = await receiveUpload(request, library);
        await using _ = upload;
        const sample = await library.add(request.caller.userId, upload, facts, request.signal);
        reply.code(201);
        return sampleBody(sample);
      },
    );

    routes.get("/v1/voice/samples/:id", { schema: show }, async ({ caller, params }) =>
      sampleBody(await library.get(caller.userId, params.id)),
    );

    routes.patch("/v1/voice/samples/:id", { schema: change }, async ({ caller, params, body }) =>
      sampleBody(await library.change(caller.userId, params.id, body)),
    );

    routes.delete(
      "/v1/voice/samples/:id",
      { schema: remove },
      async ({ caller, params: { id } }) => {
        await library.remove(caller.userId, id);
        return { id, object: "voice.sample" as const, deleted: true as const };
      },
    );

    routes.route({
      method: ["GET", "HEAD"],
      url: "/v1/voice/samples/:id/audio",
      schema: play,
      handler: async (request, reply) => {
        const { params, query, caller } = request;
        const isOriginal = query.original === "true";
        const { clip, ...name } = await library.open(caller.userId, params.id, isOriginal);
        return sendClip(request, reply, { clip, name });
      },
    });
  };
}

/** A stream is not read before its handler: what says that it is too large is refused at once. */
async function refuseLargeUpload({ headers }: FastifyRequest): Promise<void> {
  if (Number(headers["content-length"] ?? 0) > maxUploadBytes + sparePartsBytes) {
    throw new Failure("TOO_LARGE", "The request is larger than this hub takes.");
  }
}

/** Beside what is wrong with the form: no decoder is free (503), or the disk is full (507). */
const uploadErrors = Object.fromEntries(
  [413, 415, 500, 503, 507].map((status) => [status, errorSchema]),
);

const uploadLimits = {
  files: 1,
  fileSize: maxUploadBytes,
  fields: maxUploadFields,
  fieldSize: maxFieldBytes,
  fieldNameSize: 100,
  parts: maxUploadFields + 1,
  headerPairs: 20,
};

/** All fields at their longest, and the parts' headers. */
const sparePartsBytes = maxUploadFields * maxFieldBytes + 65_536;

const sampleParams = z.object({ id: z.string().describe("The sample's id.") });

const sampleListSchema = z.object({ object: z.literal("list"), data: z.array(sampleSchema) });

const deletedSchema = z.object({
  id: z.string(),
  object: z.literal("voice.sample"),
  deleted: z.literal(true),
});

const tags = ["voices"];
const errors = { 400: errorSchema, 401: errorSchema };
const one = { 200: sampleSchema, ...errors, 404: errorSchema };

const list = {
  tags,
  summary: "List your voice samples, newest first",
  response: { 200: sampleListSchema, 401: errorSchema },
};

const add = {
  tags,
  summary: "Add a recording to your voice library",
  description: "Up to 90 seconds as WAV, MP3, WebM, Ogg, M4A or FLAC. Nobody else can use it.",
  multipart: uploadParts,
  response: { 201: sampleSchema, ...errors, ...uploadErrors },
};

const show = { tags, summary: "Show a voice sample", params: sampleParams, response: one };

const change = {
  tags,
  summary: "Change what is said of a voice sample",
  description: "What is left out stays as it is.",
  params: sampleParams,
  body: sampleChangeSchema,
  response: one,
};

const remove = {
  tags,
  summary: "Delete a voice sample",
  description: "Its files, and what providers keep of it.",
  params: sampleParams,
  response: { 200: deletedSchema, 401: errorSchema, 404: errorSchema },
};

const play = {
  tags,
  summary: "Play a voice sample",
  description: "As WAV, or as it came. Takes a Range header of one range.",
  params: sampleParams,
  querystring: z.object({
    original: z.enum(["true", "false"]).optional().describe("Whether to get the file that came."),
  }),
  response: {
    200: audioResponse,
    206: audioResponse,
    304: unchangedSchema,
    401: errorSchema,
    404: errorSchema,
    416: errorSchema,
  },
};
