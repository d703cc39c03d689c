import { Readable } from "node:stream";
import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import fresh from "fresh";
import * as z from "zod";
import type { Archive, Clip, ClipName } from "../archive/archive.ts";
import type { HistoryStore } from "../store/history-store.ts";
import { byteRange } from "./byte-range.ts";
import { entryParams, noEntry } from "./history.ts";
import { audioResponse } from "./media-responses.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { clipNameOf, contentTypeOf } from "./stored-audio.ts";

export type HistoryAudioOptions = { readonly history: HistoryStore; readonly archive: Archive };

/** `GET` and `HEAD /v1/history/{id}/audio`, whole or a Range. */
export function historyAudioRoutes({ history, archive }: HistoryAudioOptions): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).route({
      method: ["GET", "HEAD"],
      url: "/v1/history/:id/audio",
      schema: {
        tags: ["history"],
        summary: "Fetch a request's audio",
        description:
          "Takes a Range header of one range, `If-Range` and `If-None-Match` with the ETag.",
        params: entryParams,
        response: {
          200: audioResponse,
          206: audioResponse,
          304: unchangedSchema,
          401: errorSchema,
          404: errorSchema,
          416: errorSchema,
        },
      },
      handler: async (request, reply) => {
        const entry = await history.get(request.caller.userId, request.params.id);
        if (entry === undefined) throw noEntry(request.params.id);
        const name = clipNameOf(entry);
        const clip = name && (await archive.open(name));
        if (name === undefined || clip === undefined) {
          throw new Failure("NOT_FOUND", "This request has no audio (any more, or yet).");
        }
        return sendClip(request, reply, { clip, name });
      },
    });
  };
}

/** A finished copy under its name in the archive. */
export type NamedClip = { readonly clip: Clip; readonly name: ClipName };

/**
 * Answers with a clip, the part of it that the request's Range asks for, or that nothing has changed.
 * A finished clip never changes, so its name serves as a strong ETag.
 */
export function sendClip(
  request: FastifyRequest,
  reply: FastifyReply,
  { clip, name }: NamedClip,
): FastifyReply {
  const etag = `"${name.id}"`;
  reply.headers({ etag, "cache-control": "private, no-cache" });
  // Not all headers: "no-cache", which fetch adds, is addressed to caches on the way.
  const { "if-none-match": known } = request.headers;
  if (fresh({ "if-none-match": known }, { etag })) return reply.code(304).send();
  const { range, "if-range": ifRange } = request.headers;
  // What RFC 9110 (15.5.17) wants of a refusal; overwritten or taken back below.
  reply.header("content-range", `bytes */${clip.bytes}`);
  const part = byteRange(ifRange === undefined || ifRange === etag ? range : undefined, clip.bytes);
  const { start, end } = part ?? { start: 0, end: clip.bytes };
  if (part === undefined) reply.removeHeader("content-range");
  else reply.code(206).header("content-range", `bytes ${start}-${end - 1}/${clip.bytes}`);
  reply.headers({
    "accept-ranges": "bytes",
    "content-disposition": `inline; filename="${name.id}.${name.extension}"`,
    "content-length": end - start,
    "content-type": contentTypeOf(name.extension),
  });
  if (request.method === "HEAD") return reply.send();
  // Fastify destroys the stream when the consumer goes, which leaves the iteration and frees the file.
  return reply.send(Readable.from(clip.read(request.signal, start, end), { objectMode: false }));
}

/** The copy that the consumer named by its ETag is the current one. */
export const unchangedSchema: z.ZodType<undefined> = z
  .undefined()
  .meta({ description: "Nothing has changed since the copy with that ETag." });
