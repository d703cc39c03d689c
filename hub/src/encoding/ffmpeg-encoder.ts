import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Encoder } from "./encoder.ts";
import { type FfmpegKind, ffmpegKind } from "./ffmpeg-kind.ts";
import type { FfmpegPool } from "./ffmpeg-pool.ts";
import {
  type FfmpegFormat,
  ffmpegOutputs,
  type FfmpegOutputSettings,
  fileFormats,
} from "./formats.ts";
import { transcode } from "./transcode.ts";

/**
 * An encoder by ffmpeg. Opus and FLAC keep the length to the sample; MP3 and AAC (ADTS) cannot say
 * what they add at both ends, and last up to 0.3 s longer at 8 kHz.
 */
export function ffmpegEncoder(
  format: FfmpegFormat,
  pool: FfmpegPool,
  settings: FfmpegOutputSettings,
): Encoder {
  return {
    format,
    ...fileFormats[format],
    encode: (pcm, source, signal) =>
      transcode(pool, fileKind(format, source, settings), pcm, signal),
    patch: ffmpegOutputs[format].patch ?? (() => undefined),
  };
}

/** The work of making a file. */
export function fileKind(
  format: FfmpegFormat,
  source: PcmFormat,
  settings: FfmpegOutputSettings,
): FfmpegKind {
  return ffmpegKind(source, ffmpegOutputs[format].options(source, settings), true);
}
