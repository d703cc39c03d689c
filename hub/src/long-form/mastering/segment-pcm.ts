import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerSample } from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { samplesOf } from "../checks/samples.ts";
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
    yield scaled(pcm, at, gain, edge);
    at += pcm.byteLength / bytesPerSample;
    if (at >= frames) return;
  }
  throw new Failure("INTERNAL", "A segment's audio is shorter than it was.");
}

type Envelope = {
  /** Frames that fade, at each end. */
  readonly fade: number;
  /** The factor at a frame, from 0 at both ends to 1 between them, along half a cosine. */
  readonly at: (frame: number) => number;
  readonly frames: number;
};

function envelope(frames: number, rateHz: number): Envelope {
  const fade = Math.min(Math.round((rateHz * edgeFadeMs) / 1000), Math.floor(frames / 2));
  const at = (frame: number): number => {
    const toEdge = Math.min(frame, frames - 1 - frame);
    return toEdge >= fade ? 1 : (1 - Math.cos((Math.PI * toEdge) / fade)) / 2;
  };
  return { fade, at, frames };
}

/** A copy, since the chunk may be its owner's; `from` is its first frame in the segment. */
function scaled(pcm: Uint8Array, from: number, gain: number, edge: Envelope): Uint8Array {
  const samples = Int16Array.from(samplesOf(pcm));
  for (let at = 0; at < samples.length; at += 1) {
    const frame = from + at;
    const isInside = frame >= edge.fade && frame < edge.frames - edge.fade;
    const factor = isInside ? gain : gain * edge.at(frame);
    const value = Math.round((samples[at] ?? 0) * factor);
    samples[at] = Math.max(-32_768, Math.min(32_767, value));
  }
  return new Uint8Array(samples.buffer);
}
