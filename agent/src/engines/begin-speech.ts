import { asFailure } from "@club/shared/wire/failures.ts";
import { type ExpectedAudio, decodeAudio } from "./decode/decode-audio.ts";
import type { Speech } from "./engine.ts";
import { engineLimits } from "./limits.ts";
import type { CommonConfig } from "./service-config.ts";
import { type SpeechTimeouts, WatchedBody } from "./watched-body.ts";
import { watchdog } from "./watchdog.ts";

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
    const body = new WatchedBody(started.body, watch, timeouts);
    const { format, audio } = await decodeAudio(body, started.asked, watch.signal, watch);
    return { format, audio, facts: () => started.facts?.() ?? {} };
  } catch (error) {
    const blamed = watch.blame(error);
    watch.stop();
    throw asFailure(blamed);
  }
}

/**
 * The configured timeouts, or the usual ones. `isSoon`: the first audio is that of a sentence, rather
 * than of a paragraph or of the whole.
 */
export function speechTimeouts(config: CommonConfig, isSoon: boolean): SpeechTimeouts {
  const usual = isSoon
    ? engineLimits.firstByteStreamingDefaultMs
    : engineLimits.firstByteWholeDefaultMs;
  return {
    firstByteMs: config.firstByteTimeoutMs ?? usual,
    idleMs: config.idleTimeoutMs ?? engineLimits.idleDefaultMs,
  };
}
