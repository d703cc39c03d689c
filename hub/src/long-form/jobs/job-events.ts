import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Accounts } from "../../accounts/accounts.ts";
import type { Clock } from "../../clock.ts";
import { EventStream } from "../../http/event-stream.ts";
import { maxEventStreamsPerUser } from "../../http/limits.ts";
import { unbuffered } from "../../http/send-audio.ts";
import type { JobWatchers } from "./job-watchers.ts";
import type { Jobs } from "./jobs.ts";
import { progressEveryMs } from "./limits.ts";

export type JobEventsContext = {
  readonly jobs: Jobs;
  readonly watchers: JobWatchers;
  readonly accounts: Pick<Accounts, "recheck">;
  readonly clock: Clock;
};

/** Streams that tell a job's progress until it has ended. */
export class JobEvents {
  readonly #context: JobEventsContext;
  readonly #open = new Map<EventStream, string>();

  constructor(context: JobEventsContext) {
    this.#context = context;
  }

  /** `progress` with the job, now and whenever it has changed; `end` with it at last. */
  async send(request: FastifyRequest, reply: FastifyReply, id: string): Promise<void> {
    const { jobs, watchers, accounts, clock } = this.#context;
    const { caller } = request;
    await jobs.get(caller, id);
    const own = [...this.#open.values()].filter((user) => user === caller.userId);
    if (own.length >= maxEventStreamsPerUser) throw tooMany();
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      ...unbuffered,
    });
    const stream = new EventStream(reply.raw, clock);
    this.#open.set(stream, caller.userId);
    let timer: Disposable | undefined;
    const tell = async (): Promise<void> => {
      const body = await jobs.body(await jobs.get(caller, id));
      const hasEnded = body.status !== "queued" && body.status !== "running";
      stream.send(hasEnded ? "end" : "progress", body);
      if (hasEnded) stream.end();
    };
    const tellSoon = (): void => {
      timer ??= clock.after(progressEveryMs, () => {
        timer = undefined;
        // One that was removed has nothing more to tell.
        tell().catch(() => stream.end());
      });
    };
    const stop = watchers.watch(id, tellSoon);
    void stream.closed.then(() => {
      stop();
      timer?.[Symbol.dispose]();
      this.#open.delete(stream);
    });
    stream.keepAlive(() => accounts.recheck(caller.keyId));
    await tell().catch(() => stream.end());
  }

  /** A stopping hub would otherwise wait for its readers. */
  close(): void {
    for (const stream of this.#open.keys()) stream.end();
  }
}

function tooMany(): Failure {
  const message = `No more than ${maxEventStreamsPerUser} of your windows may watch at once.`;
  return new Failure("RATE_LIMITED", message, { retryAfterMs: 10_000 });
}
