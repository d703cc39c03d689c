import { bytesPerSample } from "@club/shared/audio/pcm-format.ts";
import type { Encoders } from "../../encoding/encoders.ts";
import { silencePieceBytes } from "./limits.ts";
import { segmentPcm } from "./segment-pcm.ts";
import type { PlacedSegment, Timeline } from "./timeline.ts";

type Resampler = Pick<Encoders, "resample">;

/** A part of a timeline, in its frames. */
export type Span = { readonly startFrame: number; readonly endFrame: number };

/**
 * The whole or a part of it as mono s16le at the timeline's rate, exactly as many frames as asked for.
 * One segment at a time is open. Throws what reading a segment throws, ENCODER_FAILED where one cannot
 * be resampled, and the signal's reason.
 */
export async function* masteredPcm(
  timeline: Timeline,
  encoders: Resampler,
  signal: AbortSignal,
  { startFrame, endFrame }: Span = { startFrame: 0, endFrame: timeline.frames },
): AsyncGenerator<Uint8Array, void, void> {
  let at = startFrame;
  for (const placed of segmentsOf(timeline)) {
    if (placed.endFrame <= at) continue;
    if (placed.startFrame >= endFrame) break;
    yield* silence(placed.startFrame - at);
    at = Math.max(at, placed.startFrame);
    const skipped = (at - placed.startFrame) * bytesPerSample;
    const wanted = (Math.min(placed.endFrame, endFrame) - at) * bytesPerSample;
    yield* slice(atRate(placed, timeline.rateHz, encoders, signal), skipped, wanted);
    at += wanted / bytesPerSample;
  }
  yield* silence(endFrame - at);
}

function* segmentsOf({ chapters }: Timeline): Generator<PlacedSegment> {
  for (const { segments } of chapters) yield* segments;
}

function atRate(
  placed: PlacedSegment,
  rateHz: number,
  encoders: Resampler,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const from = { rateHz: placed.segment.figures.rateHz, channels: 1 };
  return encoders.resample(segmentPcm(placed, signal), from, { rateHz, channels: 1 }, signal);
}

/** `wanted` bytes of a stream after the first `skipped`. */
async function* slice(
  pcm: AsyncIterable<Uint8Array>,
  skipped: number,
  wanted: number,
): AsyncGenerator<Uint8Array, void, void> {
  let from = skipped;
  let left = wanted;
  for await (const chunk of pcm) {
    const piece = chunk.subarray(from, from + left);
    from = Math.max(0, from - chunk.byteLength);
    left -= piece.byteLength;
    if (piece.byteLength > 0) yield piece;
    if (left === 0) return;
  }
}

function* silence(frames: number): Generator<Uint8Array> {
  let left = Math.max(0, frames) * bytesPerSample;
  while (left > 0) {
    const bytes = Math.min(left, silencePieceBytes);
    yield new Uint8Array(bytes);
    left -= bytes;
  }
}
