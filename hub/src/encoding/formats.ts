import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Patch } from "../archive/archive.ts";
import { flacLength } from "./flac-length.ts";
import { mp3InfoFrame, mp3Length } from "./mp3-info-frame.ts";
import { opusOptions, type OpusSettings } from "./opus-options.ts";

/*
 * Everything that is known of an encoding, and only here: types, the API's enums, content types, file
 * names, settings and ffmpeg's arguments derive from it.
 */

/** Encodings that a hub makes without being told to. */
export const usualFormats = ["wav", "opus", "pcm"] as const;

/** Encodings that a hub makes where its operator allows it; elsewhere it answers them in WAV. */
export const optionalFormats = ["mp3", "aac", "flac"] as const;

export type OptionalFormat = (typeof optionalFormats)[number];

/** The encodings that a consumer may ask for. */
export type AudioFormat = (typeof usualFormats)[number] | OptionalFormat;

export const audioFormats: readonly AudioFormat[] = [...usualFormats, ...optionalFormats];

/** Other names that clients use for them. */
const otherNames: Readonly<Record<string, AudioFormat>> = { ogg: "opus", oga: "opus", wave: "wav" };

/** The encoding that a client means, in any case and with spaces around; undefined: none of these. */
export function formatCalled(name: string): AudioFormat | undefined {
  const plain = name.trim().toLowerCase();
  return audioFormats.find((format) => format === plain) ?? otherNames[plain];
}

/** The encodings that ffmpeg makes. */
export type FfmpegFormat = Exclude<AudioFormat, "wav" | "pcm">;

/** What OpenAI's `pcm` is: 24 kHz, 16 bits, mono. */
export const openAiPcm: PcmFormat = { rateHz: 24_000, channels: 1 };

export type FileFormat = {
  readonly contentType: string;
  /** The file name's ending without a dot. */
  readonly extension: string;
};

export const fileFormats: Readonly<Record<AudioFormat, FileFormat>> = {
  wav: { contentType: "audio/wav", extension: "wav" },
  opus: { contentType: "audio/ogg", extension: "opus" },
  pcm: {
    contentType: `audio/pcm;rate=${openAiPcm.rateHz};channels=${openAiPcm.channels}`,
    extension: "pcm",
  },
  mp3: { contentType: "audio/mpeg", extension: "mp3" },
  aac: { contentType: "audio/aac", extension: "aac" },
  flac: { contentType: "audio/flac", extension: "flac" },
};

export type FfmpegOutputSettings = {
  readonly opus: OpusSettings;
  /** Whether this ffmpeg has the soxr resampler. */
  readonly hasSoxr: boolean;
};

/** How ffmpeg makes an encoding. */
export type FfmpegOutput = {
  /** The encoder that ffmpeg must have been built with. */
  readonly encoder: string;
  /** Output options, none of which has a space in it. */
  readonly options: (source: PcmFormat, settings: FfmpegOutputSettings) => string;
  /** What comes before ffmpeg's own output; undefined: nothing. */
  readonly head?: (source: PcmFormat) => Uint8Array | undefined;
  /** What the beginning needs once the length is known, as `Encoder.patch`; undefined: nothing. */
  readonly patch?: (pcmBytes: number, source: PcmFormat) => Patch | undefined;
};

export const ffmpegOutputs: Readonly<Record<FfmpegFormat, FfmpegOutput>> = {
  opus: {
    encoder: "libopus",
    options: (source, { opus, hasSoxr }) => opusOptions(source, opus, hasSoxr),
  },
  mp3: {
    encoder: "libmp3lame",
    // On a pipe ffmpeg writes no tag, since it could not correct it in the end.
    options: (source) =>
      `-c:a libmp3lame ${speechBitrate(source)} -write_xing 0 -id3v2_version 0 -f mp3`,
    head: mp3InfoFrame,
    patch: mp3Length,
  },
  aac: { encoder: "aac", options: (source) => `-c:a aac ${speechBitrate(source)} -f adts` },
  flac: {
    encoder: "flac",
    // Without this its header has 8 KiB of padding, to be sent before the first sample.
    options: () => "-c:a flac -metadata_header_padding 0 -f flac",
    patch: flacLength,
  },
};

export const ffmpegFormats: readonly FfmpegFormat[] = Object.keys(
  ffmpegOutputs,
) as readonly FfmpegFormat[];

/** 64 kbit/s for each channel: what speech needs in MP3 and AAC, and what MPEG-2.5 can have at most. */
function speechBitrate({ channels }: PcmFormat): string {
  return `-b:a ${64_000 * channels}`;
}
