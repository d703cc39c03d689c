import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { HistoryStore } from "../store/history-store.ts";
import {
  type CaptionFormat,
  captionFormats,
  captionsFile,
  captionsOf,
  captionTypes,
} from "./captions.ts";
import { entryParams, noEntry } from "./history.ts";
import { type MediaResponse, mediaResponse } from "./media-responses.ts";
import { errorSchema, withSchemas } from "./schema.ts";

export type HistoryCaptionsOptions = { readonly history: Pick<HistoryStore, "cues"> };

/** `GET /v1/history/{id}/captions`: when each piece of the text is heard. */
export function historyCaptionsRoutes({ history }: HistoryCaptionsOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get(
      "/v1/history/:id/captions",
      {
        schema: {
          tags: ["history"],
          summary: "Fetch the captions of a request's audio",
          description:
            "When each piece of the text is heard, exact to the sample: a sentence, or a few that were spoken as one. As WebVTT, SubRip or JSON, by `format` or the Accept header.",
          params: entryParams,
          querystring: z.object({ format: z.enum(captionFormats).optional() }),
          response: { 200: captionsResponse, 400: errorSchema, 401: errorSchema, 404: errorSchema },
        },
      },
      async ({ caller, params: { id }, query, headers }, reply) => {
        const found = await history.cues(caller.userId, id);
        if (found === undefined) throw noEntry(id);
        const captions = captionsOf(found);
        if (captions.length === 0) {
          throw new Failure("NOT_FOUND", "This request has no captions (yet).");
        }
        const format = query.format ?? formatAccepted(headers.accept);
        reply.headers({ "content-type": captionTypes[format], vary: "accept" });
        return reply.send(captionsFile(id, captions, format));
      },
    );
  };
}

/** The first of the types that a client lists and that there is here; WebVTT for any other. */
function formatAccepted(accept = ""): CaptionFormat {
  const types = accept.split(",").map((one) => one.split(";")[0]?.trim().toLowerCase());
  const known = types.map((type) =>
    captionFormats.find((format) => captionTypes[format].split(";")[0] === type),
  );
  return known.find((format) => format !== undefined) ?? "vtt";
}

const captionsSchema = z.object({
  object: z.literal("captions"),
  id: z.string(),
  data: z.array(
    z.object({
      start: z.number().describe("In seconds."),
      end: z.number().describe("In seconds."),
      text: z.string(),
    }),
  ),
});

const texts = mediaResponse("The captions.", [captionTypes.vtt, captionTypes.srt]);

/** Captions in any of their formats. */
export const captionsResponse: MediaResponse = {
  ...texts,
  content: { ...texts.content, [captionTypes.json]: { schema: captionsSchema } },
};
