import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import type { Archive } from "../archive/archive.ts";
import type { HistoryStore } from "../store/history-store.ts";
import { historyStatuses } from "../store/history-store.ts";
import { historyBody, historyEntrySchema, historyListSchema } from "./history-body.ts";
import { cursorPattern, cursorText, parseCursor } from "./history-cursor.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { clipNameOf } from "./stored-audio.ts";

export type HistoryRoutesOptions = { readonly history: HistoryStore; readonly archive: Archive };

/** The caller's own requests: `GET /v1/history`, `GET` and `DELETE /v1/history/{id}`. */
export function historyRoutes({ history, archive }: HistoryRoutesOptions): FastifyPluginAsync {
  return async (app) => {
    const routes = withSchemas(app);

    routes.get("/v1/history", { schema: list }, async ({ caller, query: { cursor, ...query } }) => {
      const after = cursor === undefined ? undefined : parseCursor(cursor);
      const { entries, next } = await history.list({ ...query, after, userId: caller.userId });
      const data = entries.map(historyBody);
      return { object: "list" as const, data, next_cursor: next ? cursorText(next) : null };
    });

    routes.get("/v1/history/:id", { schema: show }, async ({ caller, params }) => {
      const entry = await history.get(caller.userId, params.id);
      if (entry === undefined) throw noEntry(params.id);
      return historyBody(entry);
    });

    routes.delete("/v1/history/:id", { schema: remove }, async ({ caller, params: { id } }) => {
      const entry = await history.get(caller.userId, id);
      if (entry === undefined) throw noEntry(id);
      if (entry.outcome.status === "running") {
        throw new Failure("CONFLICT", "This request is still running; wait for its end.");
      }
      // The audio goes first: a row without audio is whole, audio without a row would be lost on the disk.
      const name = clipNameOf(entry);
      if (name !== undefined) await archive.remove(name);
      if (!(await history.remove(caller.userId, id))) throw noEntry(id);
      return { id, object: "speech" as const, deleted: true as const };
    });
  };
}

/** There is none, or it is somebody else's, which must look the same. */
export function noEntry(id: string): Failure {
  return new Failure("NOT_FOUND", `There is no history entry "${id}".`, { param: "id" });
}

/** A history entry in a path. */
export const entryParams: z.ZodObject<{ id: z.ZodString }> = z.object({
  id: z.string().describe("The history entry's id."),
});

const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20).describe("Entries on a page."),
  cursor: z
    .string()
    .regex(cursorPattern, "It is not one that a list of history gave.")
    .optional()
    .describe("A list's `next_cursor`: the page after it."),
  model: z.string().min(1).optional().describe("Only requests of this model."),
  status: z.enum(historyStatuses).optional().describe("Only requests in this state."),
  search: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe("Only requests whose text holds this; ASCII letters in either case."),
});

const deletedSchema = z.object({
  id: z.string(),
  object: z.literal("speech"),
  deleted: z.literal(true),
});

const tags = ["history"];

const list = {
  tags,
  summary: "List requests, newest first",
  querystring: listQuery,
  response: { 200: historyListSchema, 400: errorSchema, 401: errorSchema },
};

const show = {
  tags,
  summary: "Show one request",
  params: entryParams,
  response: { 200: historyEntrySchema, 401: errorSchema, 404: errorSchema },
};

const remove = {
  tags,
  summary: "Delete a request and its audio",
  description: "What it used stays metered. A request that is running cannot be deleted.",
  params: entryParams,
  response: { 200: deletedSchema, 401: errorSchema, 404: errorSchema, 409: errorSchema },
};
