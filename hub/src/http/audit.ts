import type { FastifyPluginAsync } from "fastify";
import * as z from "zod";
import {
  type AuditAction,
  auditActions,
  type AuditEntry,
  type AuditStore,
} from "../accounts/audit.ts";
import { errorSchema, withSchemas } from "./schema.ts";

/** For scope admin: who made, changed and revoked what. `GET /v1/audit`. */
export function auditRoutes({ audit }: { readonly audit: AuditStore }): FastifyPluginAsync {
  return async (app) => {
    withSchemas(app).get("/v1/audit", { schema: list }, async ({ query: { limit, cursor } }) => {
      // One more than is asked for tells whether there is another page.
      const found = await audit.list({ limit: limit + 1, before: cursor });
      const data = found.slice(0, limit).map(auditBody);
      const last = found.length > limit ? data.at(-1) : undefined;
      return { object: "list" as const, data, next_cursor: last?.id ?? null };
    });
  };
}

/** A line of the audit log; times in Unix seconds. */
export type AuditBody = {
  id: string;
  object: "audit.entry";
  created: number;
  actor: string;
  actor_key: string | null;
  action: AuditAction;
  subject: string;
  detail: Readonly<Record<string, unknown>>;
};

export function auditBody(entry: AuditEntry): AuditBody {
  return {
    id: entry.id,
    object: "audit.entry",
    created: Math.floor(entry.atMs / 1000),
    actor: entry.actor,
    actor_key: entry.actorKeyId ?? null,
    action: entry.action,
    subject: entry.subject,
    detail: entry.detail,
  };
}

const auditSchema: z.ZodType<AuditBody> = z.object({
  id: z.string(),
  object: z.literal("audit.entry"),
  created: z.int().describe("In Unix seconds."),
  actor: z.string().describe("The user who did it, by the name they had."),
  actor_key: z
    .string()
    .nullable()
    .describe("The id of the key they did it with; null: at the hub's own machine."),
  action: z.enum(auditActions),
  subject: z.string().describe("The id of the user, key or history entry."),
  detail: z.record(z.string(), z.unknown()).describe("What was set; no secret is in it."),
});

const list = {
  tags: ["audit"],
  summary: "List who made, changed and revoked users, keys and links, newest first",
  description: "The log is only added to.",
  querystring: z.object({
    limit: z.coerce.number().int().min(1).max(100).default(50).describe("Lines on a page."),
    cursor: z.uuid().optional().describe("A list's `next_cursor`: the page after it."),
  }),
  response: {
    200: z
      .object({
        object: z.literal("list"),
        data: z.array(auditSchema),
        next_cursor: z.string().nullable().describe("For the next page; null: this is the last."),
      })
      .meta({
        examples: [
          {
            object: "list",
            data: [
              {
                id: "0199d2a0-7c1e-7b5e-9d3b-0a6a2f0c1d11",
                object: "audit.entry",
                created: 1_772_000_000,
                actor: "ann",
                actor_key: "key_5f1d3c2b7a906e48",
                action: "key.revoked",
                subject: "key_0c9b8a7d6e5f4a3b",
                detail: {},
              },
            ],
            next_cursor: null,
          },
        ],
      }),
    400: errorSchema,
    401: errorSchema,
    403: errorSchema,
  },
};
