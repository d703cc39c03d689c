import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import { errorSchema, withSchemas } from "../../http/schema.ts";
import type { AudioJobStore } from "../../store/audio-job-store.ts";
import { jobSchema, segmentBody, segmentSchema } from "./job-body.ts";
import type { Jobs } from "./jobs.ts";

export type JobSegmentRoutesOptions = { readonly jobs: Jobs; readonly store: AudioJobStore };

/** The segments of a job, and retakes of them. */
export function jobSegmentRoutes({ jobs, store }: JobSegmentRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.get(
      "/v1/audio/jobs/:id/segments",
      { schema: listSegments },
      async ({ caller, params: { id }, query: { chapter } }) => {
        await jobs.get(caller, id);
        const segments = await store.segments(id, chapter && chapter - 1);
        return { object: "list" as const, data: segments.map(segmentBody) };
      },
    );

    routes.post(
      "/v1/audio/jobs/:id/segments/:segment/retake",
      { schema: retake },
      async ({ caller, params: { id, segment } }, reply) => {
        reply.code(202);
        return await jobs.body(await jobs.retake(caller, id, segment));
      },
    );
  };
}

const tags = ["jobs"];
const params = z.object({ id: z.string().describe("The job's id.") });
const chapter = z.coerce.number().int().min(1).optional().describe("From 1; the whole without it.");
const errors = { 400: errorSchema, 401: errorSchema, 404: errorSchema };

const listSegments = {
  tags,
  summary: "List a job's segments and who spoke them",
  params,
  querystring: z.object({ chapter }),
  response: {
    200: z.object({ object: z.literal("list"), data: z.array(segmentSchema) }),
    ...errors,
  },
};

const retake = {
  tags,
  summary: "Have one segment spoken again",
  params: params.extend({ segment: z.coerce.number().int().min(0) }),
  response: { 202: jobSchema, ...errors, 409: errorSchema },
};
