import { Failure } from "@club/shared/wire/failures.ts";
import type { FastifyReply } from "fastify";
import { once } from "node:events";
import { idleConsumerMs } from "../speech/limits.ts";

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

/**
 * Streams a body as it is made: as fast as the consumer takes it, and cut off hard on a failure, so
 * that half an answer never looks whole. Resolves when the answer has ended either way.
 */
export async function sendAudio(
  reply: FastifyReply,
  headers: Readonly<Record<string, string | number>>,
  body: AsyncIterable<Uint8Array | string>,
  signal: AbortSignal,
): Promise<void> {
  const { raw } = reply;
  reply.hijack();
  raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...headers });
  try {
    for await (const bytes of body) {
      if (!raw.write(bytes)) await drained(reply, signal);
    }
    raw.end();
  } catch (thrown) {
    reply.log.info({ err: thrown }, "the answer was cut off");
    raw.destroy();
  }
}

async function drained(reply: FastifyReply, signal: AbortSignal): Promise<void> {
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(gone()), idleConsumerMs);
  try {
    await once(reply.raw, "drain", { signal: AbortSignal.any([signal, idle.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

function gone(): Failure {
  return new Failure("CANCELLED", "The consumer has gone.");
}
