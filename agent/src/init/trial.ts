import { secondsOf } from "@club/shared/audio/pcm-format.ts";
import { asFailure } from "@club/shared/wire/failures.ts";
import { boundedCall } from "../engines/bounded-call.ts";
import { createEngine } from "../engines/create-engine.ts";
import type { Engine, EngineDescription } from "../engines/engine.ts";
import { streamed } from "../engines/measure/streamed.ts";
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
      /** Whether it spoke before it had generated the whole; null: it was too fast to tell. */
      readonly streamed: boolean | null;
      /** Whether it speaks faster when asked to; null: it does not claim to. */
      readonly heedsSpeed: boolean | null;
      /** How long a second of audio took: below 1 it is faster than it is listened to. */
      readonly realTimeFactor: number;
    }
  | { readonly at: "failed"; readonly reason: string };

/** Has a candidate say two sentences, after another so that a cold model does not count. */
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

const warmUp = "Hello, this warms the voice up.";
const sentences =
  "This is a short trial of the voice that you are going to share with the club. " +
  "Two sentences show whether the first is heard before the second is done.";

async function speak(engine: Engine, signal: AbortSignal): Promise<Trial> {
  const description = await engine.describe(signal);
  const { audioSeconds } = await measure(engine, { text: warmUp }, signal);
  const measured = await measure(engine, { text: sentences }, signal);
  const claimsSpeed = description.features.includes("speed");
  const heedsSpeed = claimsSpeed ? await isShorter(engine, audioSeconds, signal) : null;
  return { at: "spoke", description, ...measured, heedsSpeed };
}

/** Twice the pace takes half the time; what generates by chance is never the same length twice. */
const shorterShare = 0.8;

async function isShorter(
  engine: Engine,
  normalSeconds: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { audioSeconds } = await measure(engine, { text: warmUp, speed: 2 }, signal);
  return audioSeconds < shorterShare * normalSeconds;
}

async function measure(
  engine: Engine,
  asked: { readonly text: string; readonly speed?: number },
  signal: AbortSignal,
) {
  const startMs = performance.now();
  const speech = await engine.speak({ ...asked, parameters: {} }, signal);
  let firstAudioMs: number | undefined;
  let bytes = 0;
  for await (const pcm of speech.audio) {
    firstAudioMs ??= performance.now() - startMs;
    bytes += pcm.byteLength;
  }
  const totalMs = performance.now() - startMs;
  const audioSeconds = secondsOf(bytes, speech.format);
  const firstMs = firstAudioMs ?? totalMs;
  const verdict = { text: asked.text, firstAudioMs: firstMs, engineMs: totalMs, stalledMs: 0 };
  return {
    rateHz: speech.format.rateHz,
    audioSeconds,
    firstAudioMs: firstMs,
    totalMs,
    streamed: streamed(verdict) ?? null,
    realTimeFactor: totalMs / 1_000 / audioSeconds,
  };
}
