import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyPluginAsync, FastifyReply } from "fastify";
import type { Accounts } from "../accounts/accounts.ts";
import type { Clock } from "../clock.ts";
import type { Registry } from "../providers/registry.ts";
import type { ServiceRecords } from "../routing/service-records.ts";
import type { Activity } from "../speech/activity.ts";
import { EventStream } from "./event-stream.ts";
import { maxEventStreamsPerUser } from "./limits.ts";
import { watchChanges } from "./change-events.ts";
import { eventsResponse } from "./media-responses.ts";
import { errorSchema, withSchemas } from "./schema.ts";
import { unbuffered } from "./send-audio.ts";

export type EventsOptions = {
  readonly accounts: Accounts;
  readonly registry: Registry;
  readonly records: ServiceRecords;
  readonly activity: Activity;
  readonly clock: Clock;
};

/**
 * `GET /v1/events`: server-sent events that say what has changed for the caller, so that nobody has
 * to poll. They name what to fetch again; what may be seen is decided where it is fetched.
 */
export function eventsRoutes(options: EventsOptions): FastifyPluginAsync {
  return async (app) => {
    const open = new Map<EventStream, string>();
    // A stopping hub would otherwise wait for its readers.
    app.addHook("preClose", async () => {
      for (const stream of open.keys()) stream.end();
    });
    withSchemas(app).get(
      "/v1/events",
      {
        schema: {
          tags: ["events"],
          summary: "Hear of changes as server-sent events",
          description:
            "`history` with the id of a request that began or ended, `usage` when yours grew, `models`, `providers` and `club` (how many machines there are, and how busy) when those that you can see changed.",
          response: {
            200: eventsResponse,
            401: errorSchema,
            429: errorSchema,
          },
        },
      },
      (request, reply) => {
        const { caller } = request;
        if (of(caller.userId, open) >= maxEventStreamsPerUser) throw tooMany();
        const stream = begin(reply, options.clock);
        open.set(stream, caller.userId);
        const stop = watchChanges(caller, options, (name, data) => stream.send(name, data));
        void stream.closed.then(() => {
          stop();
          open.delete(stream);
        });
        stream.keepAlive(() => options.accounts.recheck(caller.keyId));
        return reply;
      },
    );
  };
}

function of(userId: string, open: ReadonlyMap<EventStream, string>): number {
  return [...open.values()].filter((one) => one === userId).length;
}

function begin(reply: FastifyReply, clock: Clock): EventStream {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    ...unbuffered,
  });
  return new EventStream(reply.raw, clock);
}

function tooMany(): Failure {
  const message = `No more than ${maxEventStreamsPerUser} of your windows may watch at once.`;
  return new Failure("RATE_LIMITED", message, { retryAfterMs: 10_000 });
}
