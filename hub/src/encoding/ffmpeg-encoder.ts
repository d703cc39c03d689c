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
import { startingWith } from "./starting-with.ts";

/**
 * An encoder by ffmpeg. Opus and FLAC keep the length to the sample, and so do stored copies in MP3.
 * While it is streamed, an MP3 cannot say yet what is added at its end, and AAC (ADTS) never can say
 * what is added at both: up to 0.3 s at 8 kHz.
 */
export function ffmpegEncoder(
  format: FfmpegFormat,
  pool: FfmpegPool,
  settings: FfmpegOutputSettings,
): Encoder {
  const { head, patch } = ffmpegOutputs[format];
  return {
    format,
    ...fileFormats[format],
    encode: (pcm, source, signal) => {
      const encoded = transcode(pool, fileKind(format, source, settings), pcm, signal);
      const first = head?.(source);
      return first === undefined ? encoded : startingWith(first, encoded);
    },
    patch: patch ?? (() => undefined),
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
