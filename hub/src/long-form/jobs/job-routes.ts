import fastifyMultipart from "@fastify/multipart";
import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import { bodySpareBytes, bytesPerJsonCharacter } from "../../http/limits.ts";
import { eventsResponse } from "../../http/media-responses.ts";
import { consumerSignal } from "../../http/send-audio.ts";
import { errorSchema, invalidRequest, withSchemas } from "../../http/schema.ts";
import { maxDocumentBytes } from "../documents/limits.ts";
import { type JobAudioRoutesOptions, jobAudioRoutes } from "./job-audio-routes.ts";
import { jobSchema } from "./job-body.ts";
import type { JobEvents } from "./job-events.ts";
import { jobInput } from "./job-input.ts";
import { type JobSegmentRoutesOptions, jobSegmentRoutes } from "./job-segment-routes.ts";
import { maxListed } from "./limits.ts";
import { type WantedJobOptions, wantedJob } from "./wanted-job.ts";

export type JobRoutesOptions = JobAudioRoutesOptions &
  JobSegmentRoutesOptions &
  WantedJobOptions & { readonly events: JobEvents };

/** `/v1/audio/jobs`: long texts, spoken in the background by many homes at once. */
export function jobRoutes(options: JobRoutesOptions): FastifyPluginAsync {
  const { jobs, events } = options;
  return async (app) => {
    await app.register(fastifyMultipart, { limits: uploadLimits });
    app.addHook("preClose", async () => events.close());
    const routes = withSchemas(app);

    routes.post(
      "/v1/audio/jobs",
      {
        schema: begin,
        bodyLimit: options.maxCharacters * bytesPerJsonCharacter + bodySpareBytes,
        validatorCompiler: () => (body: unknown) => {
          // A form is read by the handler.
          if (body === undefined || body === null) return { value: body };
          const parsed = jobInput.safeParse(body);
          return parsed.success ? { value: parsed.data } : { error: invalidRequest(parsed.error) };
        },
      },
      async (request, reply) => {
        const wanted = await wantedJob(request, consumerSignal(reply), options);
        const job = await jobs.begin(request.caller, wanted);
        reply.code(202).header("location", `/v1/audio/jobs/${job.id}`);
        return await jobs.body(job);
      },
    );

    routes.get("/v1/audio/jobs", { schema: list }, async ({ caller, query }) => {
      const found = await jobs.list(caller, query.limit, query.after);
      const data = await Promise.all(found.map((job) => jobs.body(job)));
      return { object: "list" as const, data, has_more: found.length === query.limit };
    });

    routes.get("/v1/audio/jobs/:id", { schema: show }, async ({ caller, params: { id } }) =>
      jobs.body(await jobs.get(caller, id)),
    );

    routes.delete("/v1/audio/jobs/:id", { schema: remove }, async ({ caller, params: { id } }) => {
      const done = await jobs.remove(caller, id);
      return { id, object: "speech.job" as const, [done]: true };
    });

    routes.post(
      "/v1/audio/jobs/:id/resume",
      { schema: resume },
      async ({ caller, params: { id } }) => jobs.body(await jobs.resume(caller, id)),
    );

    routes.get("/v1/audio/jobs/:id/events", { schema: showEvents }, async (request, reply) => {
      await events.send(request, reply, request.params.id);
      return reply;
    });

    await app.register(jobSegmentRoutes(options));
    await app.register(jobAudioRoutes(options));
  };
}

const uploadLimits = { files: 1, fileSize: maxDocumentBytes, fields: 40, fieldSize: 16_384 };

const tags = ["jobs"];
const params = z.object({ id: z.string().describe("The job's id.") });
const errors = { 400: errorSchema, 401: errorSchema, 404: errorSchema };

const begin = {
  tags,
  summary: "Speak a long text in the background",
  description:
    "A text or chapters; or, as multipart/form-data, a `file` (.txt, .md or .epub) with the other fields beside it. Every home that has the model and voice speaks parts of it, behind all other requests.",
  body: jobInput,
  response: {
    202: jobSchema,
    ...errors,
    413: errorSchema,
    415: errorSchema,
    429: errorSchema,
    500: errorSchema,
    503: errorSchema,
    507: errorSchema,
  },
};

const list = {
  tags,
  summary: "List your jobs, newest first",
  querystring: z.object({
    limit: z.coerce.number().int().min(1).max(maxListed).default(20),
    after: z.string().optional().describe("The last job of the page before."),
  }),
  response: {
    200: z.object({ object: z.literal("list"), data: z.array(jobSchema), has_more: z.boolean() }),
    ...errors,
  },
};

const show = { tags, summary: "Show a job", params, response: { 200: jobSchema, ...errors } };

const remove = {
  tags,
  summary: "Cancel a job, or remove one that has ended",
  description: "What a cancelled one has spoken stays until it is removed in turn.",
  params,
  response: {
    200: z.object({
      id: z.string(),
      object: z.literal("speech.job"),
      cancelled: z.literal(true).optional(),
      deleted: z.literal(true).optional(),
    }),
    ...errors,
  },
};

const resume = {
  tags,
  summary: "Go on with a job that failed or was cancelled",
  params,
  response: { 200: jobSchema, ...errors, 409: errorSchema },
};

const showEvents = {
  tags,
  summary: "Hear of a job's progress as server-sent events",
  description: "`progress` with the job, now and when it has changed; `end` with it at last.",
  params,
  response: { 200: eventsResponse, ...errors, 429: errorSchema },
};
