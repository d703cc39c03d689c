import { asFailure } from "@club/shared/wire/failures.ts";
import { type ExpectedAudio, decodeAudio } from "./decode/decode-audio.ts";
import type { Speech } from "./engine.ts";
import { engineLimits } from "./limits.ts";
import type { CommonConfig } from "./service-config.ts";
import { type Watchdog, watchdog } from "./watchdog.ts";

export type SpeechTimeouts = { readonly firstByteMs: number; readonly idleMs: number };

/** What an engine has started: the bytes as its server sends them, and what they were asked to be. */
export type Started = {
  readonly body: AsyncIterable<Uint8Array>;
  readonly asked: ExpectedAudio;
  facts?(): Readonly<Record<string, string | number>>;
};

/**
 * The one way from a server's answer to a `Speech`: starts the work, bounds every wait for it, decodes
 * it, and ends it when the audio is done, left, failed or cancelled.
 */
export async function beginSpeech(
  caller: AbortSignal,
  timeouts: SpeechTimeouts,
  start: (signal: AbortSignal) => Promise<Started>,
): Promise<Speech> {
  const watch = watchdog(caller);
  try {
    const opening = start(watch.signal);
    const started = await watch.wait(opening, timeouts.firstByteMs, "The engine's answer");
    const body = bounded(started.body, watch, timeouts);
    const { format, audio } = await decodeAudio(body, started.asked, watch.signal);
    return { format, audio: ending(audio, watch), facts: () => started.facts?.() ?? {} };
  } catch (error) {
    watch.stop();
    throw asFailure(error);
  }
}

/** The configured timeouts, or the usual ones of an engine that streams or does not. */
export function speechTimeouts(config: CommonConfig, streams: boolean): SpeechTimeouts {
  const usual = streams
    ? engineLimits.firstByteStreamingDefaultMs
    : engineLimits.firstByteWholeDefaultMs;
  return {
    firstByteMs: config.firstByteTimeoutMs ?? usual,
    idleMs: config.idleTimeoutMs ?? engineLimits.idleDefaultMs,
  };
}

/** The body with a bound on every wait for the next bytes; while nobody pulls, no time counts. */
async function* bounded(
  body: AsyncIterable<Uint8Array>,
  watch: Watchdog,
  timeouts: SpeechTimeouts,
): AsyncGenerator<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  let waitMs = timeouts.firstByteMs;
  let ended = false;
  try {
    while (!ended) {
      const next = await watch.wait(chunks.next(), waitMs, "The wait for the engine's audio");
      if (next.done === true) ended = true;
      else yield next.value;
      waitMs = timeouts.idleMs;
    }
  } finally {
    // First the signal, which ends a wait under way; then the body may put away what it has open.
    if (!ended) {
      watch.stop();
      await chunks.return?.();
    }
  }
}

async function* ending(
  audio: AsyncIterable<Uint8Array>,
  watch: Watchdog,
): AsyncGenerator<Uint8Array> {
  try {
    yield* audio;
  } catch (error) {
    throw asFailure(error);
  } finally {
    watch.stop();
  }
}
