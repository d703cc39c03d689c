import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { unreachable } from "@club/shared/unreachable.ts";

/** The formats that ffmpeg makes. */
export type FfmpegFormat = "opus" | "mp3" | "aac" | "flac";

export type OpusSettings = {
  /** 48 kbit/s is transparent for speech; half of it is still good. */
  readonly bitsPerSecondPerChannel: number;
  /** 0 to 10. 5 costs a quarter of 10, and with speech nobody hears the difference. */
  readonly complexity: number;
  /** What libopus favours: `voip` the intelligibility of speech, `audio` fidelity to the input. */
  readonly application: "voip" | "audio";
};

export const defaultOpus: OpusSettings = {
  bitsPerSecondPerChannel: 48_000,
  complexity: 5,
  application: "voip",
};

export type FfmpegOutputSettings = {
  readonly opus: OpusSettings;
  /** Whether this ffmpeg has the soxr resampler. */
  readonly hasSoxr: boolean;
};

/** 64 kbit/s for each channel: what speech needs in MP3 and AAC, and what MPEG-2.5 can have at most. */
const legacyBitsPerSecond = 64_000;
/** The rates that libopus takes (RFC 6716, 2). */
const opusRatesHz = [8_000, 12_000, 16_000, 24_000, 48_000];

/** ffmpeg's output options for a format. */
export function outputOptions(
  format: FfmpegFormat,
  source: PcmFormat,
  settings: FfmpegOutputSettings,
): string {
  const legacyBitrate = `-b:a ${legacyBitsPerSecond * source.channels}`;
  switch (format) {
    case "opus":
      return `${toOpusRate(source, settings.hasSoxr)} ${opus(source, settings.opus)}`.trimStart();
    case "mp3":
      // Neither tag serves on a pipe, where nothing can be corrected in the end.
      return `-c:a libmp3lame ${legacyBitrate} -write_xing 0 -id3v2_version 0 -f mp3`;
    case "aac":
      return `-c:a aac ${legacyBitrate} -f adts`;
    case "flac":
      // Without this its header has 8 KiB of padding, to be sent before the first sample.
      return "-c:a flac -metadata_header_padding 0 -f flac";
    default:
      return unreachable(format);
  }
}

/** A page for each packet, so that every 20 ms are on their way as soon as they are spoken. */
function opus(source: PcmFormat, settings: OpusSettings): string {
  const bitsPerSecond = settings.bitsPerSecondPerChannel * source.channels;
  const speech = `-application ${settings.application} -compression_level ${settings.complexity}`;
  return `-c:a libopus -b:a ${bitsPerSecond} ${speech} -frame_duration 20 -f ogg -page_duration 20000`;
}

/**
 * The next higher rate of libopus. soxr gives every clip its exact length; ffmpeg's own resampler,
 * where that is missing, gives nothing for clips of less than a millisecond.
 */
function toOpusRate({ rateHz }: PcmFormat, hasSoxr: boolean): string {
  if (opusRatesHz.includes(rateHz)) return "";
  const target = opusRatesHz.find((rate) => rate >= rateHz) ?? 48_000;
  return `-af aresample=${target}${hasSoxr ? ":resampler=soxr" : ""}`;
}
