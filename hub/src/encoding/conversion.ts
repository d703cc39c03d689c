import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import { unreachable } from "@club/shared/unreachable.ts";
import { ffmpegKind } from "./ffmpeg-kind.ts";
import type { FfmpegPool } from "./ffmpeg-pool.ts";
import { resample } from "./resampler.ts";
import { transcode } from "./transcode.ts";
import { startingWith } from "./starting-with.ts";

/** Mono audio as other vendors' APIs describe it. Opus is in Ogg, AAC in ADTS. */
export type Target =
  | { readonly codec: "pcm" | "wav" | "mulaw" | "alaw" | "aac" | "flac"; readonly rateHz: number }
  | { readonly codec: "mp3"; readonly rateHz: number; readonly bitsPerSecond: number }
  | { readonly codec: "opus"; readonly bitsPerSecond: number };

/** Converts PCM of one format as it comes. Throws as `Encoder.encode` does. */
export type Convert = (
  pcm: AsyncIterable<Uint8Array>,
  source: PcmFormat,
  target: Target,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>;

/** A conversion by a pool's processes; PCM that is at the wanted rate already goes through as it is. */
export function conversion(pool: FfmpegPool): Convert {
  return (pcm, source, target, signal) => {
    if (target.codec !== "pcm" && target.codec !== "wav") {
      return transcode(pool, ffmpegKind(source, optionsFor(target), true), pcm, signal);
    }
    const format = { rateHz: target.rateHz, channels: 1 };
    const samples = resample(pool, pcm, source, format, signal);
    return target.codec === "pcm" ? samples : startingWith(wavHeader(format), samples);
  };
}

/** ffmpeg's output options. */
function optionsFor(target: Target): string {
  switch (target.codec) {
    case "mulaw":
    case "alaw":
      return `-ar ${target.rateHz} -ac 1 -f ${target.codec}`;
    case "mp3":
      return `-c:a libmp3lame -b:a ${target.bitsPerSecond} -ar ${target.rateHz} -ac 1 -write_xing 0 -id3v2_version 0 -f mp3`;
    case "opus":
      return `-c:a libopus -b:a ${target.bitsPerSecond} -ar 48000 -ac 1 -application voip -frame_duration 20 -f ogg -page_duration 20000`;
    case "aac":
      return `-c:a aac -ar ${target.rateHz} -ac 1 -f adts`;
    case "flac":
      return `-c:a flac -ar ${target.rateHz} -ac 1 -metadata_header_padding 0 -f flac`;
    case "pcm":
    case "wav":
      return `-ar ${target.rateHz} -ac 1 -f s16le`;
    default:
      return unreachable(target);
  }
}
