import { startThread } from "@club/shared/program/program-files.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { type Clock, systemClock } from "../../clock.ts";
import { Semaphore } from "../../voices/semaphore.ts";
import type { Document, DocumentKind } from "./document.ts";
import {
  maxDocumentBytes,
  maxReaders,
  maxWaitingReaders,
  readerThreadMegabytes,
  readMs,
  readRetryAfterMs,
} from "./limits.ts";
import { tooLarge, unreadable } from "./refusal.ts";
import type { Answer, Question } from "./thread-messages.ts";

/**
 * Reads a stranger's file. Throws INVALID_REQUEST for what cannot be read, TOO_LARGE past a bound, BUSY
 * when too many wait, and the signal's reason. A message says what to do.
 */
export type ReadDocument = (
  bytes: Uint8Array,
  kind: DocumentKind,
  signal: AbortSignal,
) => Promise<Document>;

/**
 * A reader that works in threads of its own, so that no file holds the hub up: a few at a time, each
 * bounded in time and memory.
 */
export function documentReader(clock: Clock = systemClock): ReadDocument {
  const places = new Semaphore(maxReaders, maxWaitingReaders, busy);
  return async (bytes, kind, signal) => {
    if (bytes.byteLength > maxDocumentBytes) {
      throw tooLarge(`a document has at most ${maxDocumentBytes / 1024 / 1024} MiB.`);
    }
    using _ = await places.enter(signal);
    return await readInThread({ bytes, kind }, signal, clock);
  };
}

async function readInThread(
  question: Question,
  signal: AbortSignal,
  clock: Clock,
): Promise<Document> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  using _ = clock.after(readMs, () => reject(tooSlow()));
  const resourceLimits = { maxOldGenerationSizeMb: readerThreadMegabytes };
  const place = { name: "document-thread", beside: import.meta };
  const thread = startThread(place, { workerData: question, resourceLimits });
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort, { once: true });
  thread.once("message", resolve);
  thread.once("error", (cause) => reject(damaged(cause)));
  thread.once("exit", () => reject(damaged()));
  try {
    const answer = await promise;
    if (answer.at === "read") return answer.document;
    throw new Failure(answer.code, answer.message, { param: "file" });
  } finally {
    signal.removeEventListener("abort", onAbort);
    await thread.terminate();
  }
}

function damaged(cause?: unknown): Failure {
  return unreadable("it could not be read. Open and save it again, or send it as .txt.", cause);
}

function tooSlow(): Failure {
  return unreadable("reading it took too long. Send it in parts, or as .txt.");
}

function busy(): Failure {
  const message = "Too many documents are being read. Try again in a few seconds.";
  return new Failure("BUSY", message, { retryAfterMs: readRetryAfterMs, elsewhere: false });
}
