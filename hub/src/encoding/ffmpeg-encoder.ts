import { flacLength } from "./flac-length.ts";
import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Encoder } from "./encoder.ts";
import { type FfmpegKind, ffmpegKind } from "./ffmpeg-kind.ts";
import { type FfmpegFormat, type FfmpegOutputSettings, outputOptions } from "./ffmpeg-output.ts";
import type { FfmpegPool } from "./ffmpeg-pool.ts";
import { transcode } from "./transcode.ts";

const contentTypes: Readonly<Record<FfmpegFormat, string>> = {
  opus: "audio/ogg",
  mp3: "audio/mpeg",
  aac: "audio/aac",
  flac: "audio/flac",
};

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
    contentType: contentTypes[format],
    extension: format,
    encode: (pcm, source, signal) => {
      const kind = fileKind(format, source, settings);
      return transcode(pool, kind, pcm, signal);
    },
    patch: format === "flac" ? flacLength : () => undefined,
  };
}

/** The work of making a file. */
export function fileKind(
  format: FfmpegFormat,
  source: PcmFormat,
  settings: FfmpegOutputSettings,
): FfmpegKind {
  return ffmpegKind(source, outputOptions(format, source, settings), true);
}
