import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import { captionFormats, captionsFile, captionTypes } from "../../http/captions.ts";
import { sendClip, unchangedSchema } from "../../http/history-audio.ts";
import { captionsResponse } from "../../http/history-captions.ts";
import { audioResponse } from "../../http/media-responses.ts";
import { errorSchema, withSchemas } from "../../http/schema.ts";
import { bookCaptions } from "../mastering/book-captions.ts";
import { type MasterFormat, masterFormats } from "../mastering/write-master.ts";
import type { JobAudio } from "./job-audio.ts";
import type { Jobs } from "./jobs.ts";

export type JobAudioRoutesOptions = {
  readonly jobs: Jobs;
  readonly audio: JobAudio;
  /** Fires when the hub stops. */
  readonly stopping: AbortSignal;
};

/** A job's audio and captions, as far as it is spoken. */
export function jobAudioRoutes({
  jobs,
  audio,
  stopping,
}: JobAudioRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.route({
      method: ["GET", "HEAD"],
      url: "/v1/audio/jobs/:id/audio",
      schema: showAudio,
      handler: async (request, reply) => {
        const { caller, params, query } = request;
        const job = await jobs.get(caller, params.id);
        const format = query.format ?? (job.format as MasterFormat);
        const chapter = query.chapter && query.chapter - 1;
        return sendClip(request, reply, await audio.file(job, { chapter, format }, stopping));
      },
    });

    routes.get(
      "/v1/audio/jobs/:id/captions",
      { schema: showCaptions },
      async ({ caller, params: { id }, query }, reply) => {
        const job = await jobs.get(caller, id);
        const { timeline } = await audio.timeline(job, query.chapter && query.chapter - 1);
        const format = query.format ?? "vtt";
        reply.header("content-type", captionTypes[format]);
        return reply.send(captionsFile(id, bookCaptions(timeline), format));
      },
    );
  };
}

const tags = ["jobs"];
const params = z.object({ id: z.string().describe("The job's id.") });
const chapter = z.coerce.number().int().min(1).optional().describe("From 1; the whole without it.");
const errors = { 400: errorSchema, 401: errorSchema, 404: errorSchema };

const showAudio = {
  tags,
  summary: "Fetch a job's audio",
  description:
    "What is spoken from the beginning on, in the job's format or another. Takes a Range header of one range.",
  params,
  querystring: z.object({ chapter, format: z.enum(masterFormats).optional() }),
  response: {
    200: audioResponse,
    206: audioResponse,
    304: unchangedSchema,
    ...errors,
    416: errorSchema,
    500: errorSchema,
    503: errorSchema,
    507: errorSchema,
  },
};

const showCaptions = {
  tags,
  summary: "Fetch the captions of a job's audio",
  params,
  querystring: z.object({ chapter, format: z.enum(captionFormats).optional() }),
  response: {
    200: captionsResponse,
    ...errors,
  },
};
