import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { chunkBytes, chunkMs, unpacedWriteBytes } from "../limits.ts";
import { noise } from "./noise.ts";

const samples = noise(unpacedWriteBytes);

/** Gives so many bytes as fast as they are taken. */
export async function speakUnpaced(bytes: number, response: ServerResponse): Promise<void> {
  for (let left = bytes; left > 0 && !response.destroyed; left -= samples.length) {
    if (!response.write(samples.subarray(0, left))) await drained(response);
  }
}

/**
 * Gives chunks of 40 ms, `pace` times as fast as they are played; the first eight bytes of each say when,
 * in ns on the machine's monotonic clock.
 */
export async function speakPaced(
  bytes: number,
  response: ServerResponse,
  pace: number,
): Promise<void> {
  const startMs = performance.now();
  for (let sent = 0; sent < bytes && !response.destroyed; sent += chunkBytes) {
    const dueMs = startMs + ((sent / chunkBytes) * chunkMs) / pace;
    await wait(Math.max(0, dueMs - performance.now()));
    const chunk = Buffer.from(samples.subarray(0, Math.min(chunkBytes, bytes - sent)));
    if (chunk.length === chunkBytes) chunk.writeBigInt64LE(process.hrtime.bigint());
    response.write(chunk);
  }
}

/** Resolves too when the client has gone, which ends the speech. */
async function drained(response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  const signal = gone.signal;
  await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })])
    .finally(() => gone.abort())
    .catch(() => undefined);
}
