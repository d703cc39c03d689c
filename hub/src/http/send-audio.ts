import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyReply } from "fastify";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Clock } from "../clock.ts";
import { idleConsumerMs } from "../speech/limits.ts";
import { Resumed } from "../speech/resumed.ts";

/**
 * A signal that fires when the consumer's connection is gone; not when the answer has simply ended.
 */
export function consumerSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort(gone());
  });
  if (reply.raw.destroyed) controller.abort(gone());
  return controller.signal;
}

export type SendingOptions = {
  /** The consumer's: it ends the wait for a consumer that reads slowly. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
};

/**
 * Streams a body as it is made: as fast as the consumer takes it, and cut off hard on a failure, so
 * that half an answer never looks whole. Resolves when the answer has ended either way. Until there is
 * something to send no head goes out, and it throws what the body throws.
 */
export async function sendAudio(
  reply: FastifyReply,
  headers: Readonly<Record<string, string | number>>,
  body: AsyncIterable<Uint8Array | string>,
  { signal, clock }: SendingOptions,
): Promise<void> {
  const { raw } = reply;
  const pieces = body[Symbol.asyncIterator]();
  const first = await pieces.next();
  reply.hijack();
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...headers });
  try {
    for await (const bytes of new Resumed(first, pieces)) {
      if (!raw.write(bytes)) await drained(raw, signal, clock);
    }
    raw.end();
  } catch (thrown) {
    reply.log.info({ err: thrown }, "the answer was cut off");
    cutOff(raw);
  }
}

/**
 * In HTTP/1.0, which nginx asks in by default, a closed connection is the end of the body: only a
 * reset tells that there was more. TLS has a sign of its own.
 */
function cutOff(response: ServerResponse): void {
  const { req: request, socket } = response;
  const endsByClosing = request.httpVersion === "1.0";
  if (endsByClosing && socket !== null && !("encrypted" in socket)) socket.resetAndDestroy();
  else response.destroy();
}

async function drained(response: ServerResponse, signal: AbortSignal, clock: Clock): Promise<void> {
  const idle = new AbortController();
  using _ = clock.after(idleConsumerMs, () => idle.abort(gone()));
  await once(response, "drain", { signal: AbortSignal.any([signal, idle.signal]) });
}

/** Read by nginx, which would otherwise hold audio and events back until it has 8 KiB of them. */
export const unbuffered = { "x-accel-buffering": "no" } as const;

function gone(): Failure {
  return new Failure("CANCELLED", "The consumer has gone.");
}
