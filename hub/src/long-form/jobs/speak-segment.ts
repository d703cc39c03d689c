import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Service } from "../../providers/provider.ts";
import type { Lease } from "../../routing/lease.ts";
import { Attempt } from "../../speech/attempt.ts";
import type { FailoverContext } from "../../speech/failover-stream.ts";
import type { Ledger } from "../../speech/ledger.ts";
import { recoveryFrom } from "../../speech/recovery.ts";
import type { SpeechRequest } from "../../speech/speech-request.ts";
import { queryFor } from "../../speech/utterance.ts";
import { partsFor } from "../../text/segments.ts";
import { maxSegmentBytes } from "./limits.ts";
import { mono } from "./mono.ts";

/** A segment's audio as one service gave it: mono, s16le. */
export type SpokenAudio = {
  readonly pcm: Uint8Array;
  readonly rateHz: number;
  readonly service: Service;
};

export type SpeakingSegment = {
  readonly request: SpeechRequest;
  readonly ledger: Ledger;
  /** Services that are not asked. */
  readonly except: ReadonlySet<Service>;
  /** Whether it gives its slot back when somebody waits for it. */
  readonly yields: boolean;
};

/**
 * Speaks a segment from its beginning to its end by one service, when no request wants its slot. Throws
 * what the service fails with, its part in it noted; BUSY where it has given its slot back; the
 * router's refusals; and the signal's reason.
 */
export async function speakSegment(
  segment: SpeakingSegment,
  context: FailoverContext,
  signal: AbortSignal,
): Promise<SpokenAudio> {
  const { request, ledger, except } = segment;
  const wanted = new AbortController();
  const onWanted = (): void => wanted.abort(slotIsWanted());
  const query = { ...queryFor(request, ledger, except), isBackground: true };
  const lease = await context.router.acquire(
    segment.yields ? { ...query, onWanted } : query,
    signal,
  );
  const ending = AbortSignal.any([signal, wanted.signal]);
  const attempts = {
    ...context,
    request,
    ledger,
    signal: ending,
    whenAnotherIsFree: (service: Service, callback: () => void) =>
      context.router.whenAnotherIsFree(query, service, callback),
    format: undefined as PcmFormat | undefined,
  };
  const attempt = new Attempt(lease, 0, attempts);
  try {
    const pcm = await collect(attempt.speak(partsOf(request.text, lease)));
    ending.throwIfAborted();
    const { format } = attempts;
    if (format === undefined) throw new Failure("ENGINE_FAILED", "The engine said nothing.");
    return { pcm: mono(pcm, format.channels), rateHz: format.rateHz, service: lease.service };
  } catch (thrown) {
    ending.throwIfAborted();
    throw blamed(thrown, attempt, lease);
  } finally {
    lease.release();
  }
}

function partsOf(text: string, { service }: Lease): ReturnType<typeof partsFor> {
  return partsFor({ text, joinsBefore: false, joinsAfter: false }, service.declaration);
}

/** The failure as it is told; where it is the provider's, its circuit breaker hears of it. */
function blamed(thrown: unknown, attempt: Attempt, lease: Lease): unknown {
  if (!attempt.isProviders(thrown)) return thrown;
  const recovery = recoveryFrom(thrown, {
    number: 1,
    leftMs: 1,
    isHeard: false,
    isVoiceKnown: true,
  });
  if (recovery.next === "wait") lease.pause();
  else if (recovery.blames === "provider") lease.trial.failed(thrown);
  return recovery.failure;
}

async function collect(audio: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const frames of audio) {
    bytes += frames.byteLength;
    if (bytes > maxSegmentBytes) throw new Failure("ENGINE_FAILED", "The audio does not end.");
    // A copy: the stream has its bytes back when it goes on.
    parts.push(Uint8Array.from(frames));
  }
  return Buffer.concat(parts);
}

function slotIsWanted(): Failure {
  return new Failure("BUSY", "The slot was wanted for a request that somebody waits for.");
}
