import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerSample } from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { gainOf } from "./gain.ts";
import { edgeFadeMs } from "./limits.ts";
import type { PlacedSegment } from "./timeline.ts";

/**
 * What is heard of a segment, at its own rate: cut to its sound, at the loudness of the whole, its edges
 * faded to zero. Throws INTERNAL where its audio is shorter than what was measured.
 */
export async function* segmentPcm(
  { segment, cut }: PlacedSegment,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const frames = cut.to - cut.from;
  if (frames <= 0) return;
  const edge = envelope(frames, segment.figures.rateHz);
  const gain = gainOf(segment.figures);
  const cutter = new FrameCutter(bytesPerSample);
  let at = 0;
  for await (const chunk of segment.read(signal, cut.from * bytesPerSample)) {
    signal.throwIfAborted();
    const pcm = cutter.take(chunk).subarray(0, (frames - at) * bytesPerSample);
    if (pcm.byteLength === 0) continue;
    yield scaled(pcm, (frame) => gain * edge(at + frame));
    at += pcm.byteLength / bytesPerSample;
    if (at >= frames) return;
  }
  throw new Failure("INTERNAL", "A segment's audio is shorter than it was.");
}

/** From 0 at both ends to 1 between them, along half a cosine. */
function envelope(frames: number, rateHz: number): (frame: number) => number {
  const fade = Math.min(Math.round((rateHz * edgeFadeMs) / 1000), Math.floor(frames / 2));
  return (frame) => {
    const toEdge = Math.min(frame, frames - 1 - frame);
    return toEdge >= fade ? 1 : (1 - Math.cos((Math.PI * toEdge) / fade)) / 2;
  };
}

function scaled(pcm: Uint8Array, factor: (frame: number) => number): Uint8Array {
  // A copy: the chunk may be its owner's.
  const bytes = Buffer.from(pcm);
  for (let at = 0; at < bytes.byteLength; at += bytesPerSample) {
    const value = Math.round(bytes.readInt16LE(at) * factor(at / bytesPerSample));
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, value)), at);
  }
  return bytes;
}
