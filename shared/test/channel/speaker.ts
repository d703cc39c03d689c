import { setTimeout as sleep } from "node:timers/promises";
import type { AgentStream } from "../../src/mux/agent-stream.ts";
import type { HubEndpoint } from "../../src/mux/hub-endpoint.ts";
import type { HubStream } from "../../src/mux/hub-stream.ts";
import type { Failure } from "../../src/wire/failures.ts";
import { firstFault, pattern } from "../mux/simulation/pattern.ts";

export type Speech = {
  readonly bytes: number;
  /** The pace of the engine; without it as fast as the tunnel takes it. */
  readonly bytesPerMs?: number;
};

/** An engine that speaks the pattern, as OPEN's parameters say. Whoever asks for nothing gets nothing. */
export function speakPattern(stream: AgentStream): void {
  const bytes = Number(stream.request.parameters["bytes"] ?? 0);
  const pace = Number(stream.request.parameters["pace"] ?? 0);
  const beganMs = performance.now();
  const room = { wait: Promise.withResolvers<void>() };
  const stop = new AbortController();
  stream.listen({
    cancelled: () => {
      stop.abort();
      room.wait.resolve();
    },
    writable: () => room.wait.resolve(),
    promptReadable: () => undefined,
  });
  void speak().then(() => stream.end({}));

  async function speak(): Promise<void> {
    stream.accept({ rateHz: 24_000, channels: 1 });
    let written = 0;
    while (written < bytes && !stop.signal.aborted) {
      const spoken = pace === 0 ? bytes : Math.floor((performance.now() - beganMs) * pace);
      const length = Math.min(stream.room, Math.min(spoken, bytes) - written, 8_192);
      if (length > 0) {
        stream.write(pattern(0, written, length));
        written += length;
      } else if (stream.room === 0) {
        room.wait = Promise.withResolvers();
        await room.wait.promise;
      } else await sleep(5, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }
}

export type Heard = {
  readonly stream: HubStream;
  /** Bytes that were right, in order. */
  readonly bytes: () => number;
  /** Resolves with undefined at the end, or with why there is none. */
  readonly over: Promise<Failure | undefined>;
};

/** Opens a stream and reads it. Throws from `over` when a byte is wrong. `isRead`: false to let it stand. */
export function listenTo(hub: HubEndpoint, speech: Speech, isRead = true): Heard {
  let received = 0;
  const over = Promise.withResolvers<Failure | undefined>();
  const stream = hub.open(
    {
      request: "request",
      service: "tts",
      text: "Hello.",
      parameters: { bytes: speech.bytes, pace: speech.bytesPerMs ?? 0 },
      deadlineMs: 600_000,
    },
    {
      accepted: () => undefined,
      readable: () => {
        if (!isRead) return;
        for (let piece = stream.take(); piece !== undefined; piece = stream.take()) {
          const at = firstFault(0, received, piece);
          if (at !== undefined) over.reject(new Error(`audio differs at ${at}`));
          received += piece.length;
          stream.release(piece.length);
        }
      },
      ended: () => over.resolve(undefined),
      failed: (failure) => over.resolve(failure),
      closed: () => undefined,
    },
    performance.now(),
  );
  return { stream, bytes: () => received, over: over.promise };
}
