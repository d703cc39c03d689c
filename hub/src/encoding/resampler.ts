import { wholeFrames } from "@club/shared/audio/frame-cutter.ts";
import {
  bytesPerFrame,
  framesIn,
  type PcmFormat,
  sameFormat,
} from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { ffmpegKind } from "./ffmpeg-kind.ts";
import type { FfmpegPool } from "./ffmpeg-pool.ts";
import { encodingLimits } from "./limits.ts";
import { transcode } from "./transcode.ts";

/** How many frames audio has at another rate. */
export function resampledFrames(frames: number, from: PcmFormat, to: PcmFormat): number {
  return Math.round((frames * to.rateHz) / from.rateHz);
}

/**
 * PCM at another rate and with other channels, in whole frames and exactly as many as
 * `resampledFrames` says. Throws as `transcode` does.
 */
export function resample(
  pool: FfmpegPool,
  pcm: AsyncIterable<Uint8Array>,
  from: PcmFormat,
  to: PcmFormat,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  if (sameFormat(from, to)) return wholeFrames(pcm, from);
  const source = new Counted(pcm);
  // ffmpeg's own resampler, not soxr, which holds back three times as much.
  const output = `${mixing(from, to)} -f s16le -ar ${to.rateHz} -ac ${to.channels}`.trimStart();
  const kind = ffmpegKind(from, output, false);
  const resampled = wholeFrames(transcode(pool, kind, source, signal), to);
  const wantedBytes = () =>
    resampledFrames(framesIn(source.bytes, from), from, to) * bytesPerFrame(to);
  return repaired(resampled, to, () => (source.hasEnded ? wantedBytes() : Infinity));
}

/** ffmpeg of itself makes two channels of one that are 3 dB lower each: a voice would fall back. */
function mixing(from: PcmFormat, to: PcmFormat): string {
  return from.channels === 1 && to.channels === 2 ? "-af pan=stereo|c0=c0|c1=c0" : "";
}

/**
 * Cut or filled up with silence to the length that is wanted once that is known: swresample rounds
 * up or down at the end, and gives nothing at all for a clip shorter than its filter.
 */
async function* repaired(
  pcm: AsyncIterable<Uint8Array>,
  format: PcmFormat,
  wantedBytes: () => number,
): AsyncGenerator<Uint8Array, void, void> {
  let given = 0;
  for await (const frames of pcm) {
    const piece = frames.subarray(0, Math.max(0, wantedBytes() - given));
    given += piece.byteLength;
    if (piece.byteLength > 0) yield piece;
  }
  if (given < wantedBytes()) yield silence(wantedBytes() - given, format);
}

function silence(bytes: number, format: PcmFormat): Uint8Array {
  if (framesIn(bytes, format) <= format.rateHz * encodingLimits.repairSeconds) {
    return new Uint8Array(bytes);
  }
  throw new Failure("ENCODER_FAILED", "The audio could not be resampled: some of it is missing.");
}

/** Counts what is taken from a source. */
class Counted implements AsyncIterable<Uint8Array> {
  bytes = 0;
  hasEnded = false;
  readonly #pcm: AsyncIterable<Uint8Array>;

  constructor(pcm: AsyncIterable<Uint8Array>) {
    this.#pcm = pcm;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    for await (const chunk of this.#pcm) {
      this.bytes += chunk.byteLength;
      yield chunk;
    }
    this.hasEnded = true;
  }
}
