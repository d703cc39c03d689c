import { secondsOf } from "@club/shared/audio/pcm-format.ts";
import { asFailure } from "@club/shared/wire/failures.ts";
import { boundedCall } from "../engines/bounded-call.ts";
import { createEngine } from "../engines/create-engine.ts";
import type { Engine, EngineDescription } from "../engines/engine.ts";
import { serviceConfigSchema } from "../engines/service-config-schema.ts";
import type { Candidate } from "./candidate.ts";
import { initLimits } from "./limits.ts";

export type Trial =
  | {
      readonly at: "spoke";
      readonly description: EngineDescription;
      readonly rateHz: number;
      readonly audioSeconds: number;
      readonly firstAudioMs: number;
      readonly totalMs: number;
      /** Whether it spoke before it had generated the whole. */
      readonly streamed: boolean;
      /** How long a second of audio took: below 1 it is faster than it is listened to. */
      readonly realTimeFactor: number;
    }
  | { readonly at: "failed"; readonly reason: string };

/** Has a candidate say two sentences, after a word so that a cold model does not count. */
export async function tryCandidate({ settings }: Candidate, caller: AbortSignal): Promise<Trial> {
  try {
    const engine = createEngine(serviceConfigSchema.parse(settings));
    return await boundedCall(caller, initLimits.trialMs, "The trial", (signal) =>
      speak(engine, signal),
    );
  } catch (error) {
    caller.throwIfAborted();
    return { at: "failed", reason: asFailure(error).message };
  }
}

/** First audio later than this share of the time means that all was generated before it was sent. */
const streamedShare = 0.8;

const warmUp = "Hello.";
const sentences =
  "This is a short trial of the voice that you are going to share with the club. " +
  "Two sentences show whether the first is heard before the second is done.";

async function speak(engine: Engine, signal: AbortSignal): Promise<Trial> {
  const description = await engine.describe(signal);
  await measure(engine, warmUp, signal);
  return { at: "spoke", description, ...(await measure(engine, sentences, signal)) };
}

async function measure(engine: Engine, text: string, signal: AbortSignal) {
  const startMs = performance.now();
  const speech = await engine.speak({ text, parameters: {} }, signal);
  let firstAudioMs: number | undefined;
  let bytes = 0;
  for await (const pcm of speech.audio) {
    firstAudioMs ??= performance.now() - startMs;
    bytes += pcm.byteLength;
  }
  const totalMs = performance.now() - startMs;
  const audioSeconds = secondsOf(bytes, speech.format);
  return {
    rateHz: speech.format.rateHz,
    audioSeconds,
    firstAudioMs: firstAudioMs ?? totalMs,
    totalMs,
    streamed: firstAudioMs !== undefined && firstAudioMs < streamedShare * totalMs,
    realTimeFactor: totalMs / 1_000 / audioSeconds,
  };
}
