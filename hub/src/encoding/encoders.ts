import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import type { Clock } from "../clock.ts";
import { conversion, type Convert } from "./conversion.ts";
import type { Encoder } from "./encoder.ts";
import { checkFfmpeg } from "./ffmpeg-check.ts";
import { ffmpegEncoder, fileKind } from "./ffmpeg-encoder.ts";
import { FfmpegPool } from "./ffmpeg-pool.ts";
import {
  type AudioFormat,
  type FfmpegFormat,
  ffmpegFormats,
  ffmpegOutputs,
  type FfmpegOutputSettings,
  type OptionalFormat,
  usualFormats,
} from "./formats.ts";
import { encodingLimits } from "./limits.ts";
import { defaultOpus, type OpusSettings } from "./opus-options.ts";
import { pcmEncoder } from "./pcm-encoder.ts";
import { resample } from "./resampler.ts";
import { wavEncoder } from "./wav-encoder.ts";

export type EncoderOptions = {
  readonly clock: Clock;
  /** Which of the formats that are WAV otherwise the operator allows. */
  readonly transcode?: readonly OptionalFormat[];
  readonly opus?: Partial<OpusSettings>;
  /** The program: a name on the PATH, or a path. */
  readonly ffmpeg?: string;
  /** What engines are expected to give: Opus of it is warm from the start. */
  readonly expected?: readonly PcmFormat[];
  /** Kinds of work (rate, channels, format) for which ffmpeg processes wait; 0: none. */
  readonly warmKinds?: number;
  /** ffmpeg processes that may be at work at once; past it requests are told to come again. */
  readonly workingProcesses?: number;
  /** How long ffmpeg may owe output before it is given up. */
  readonly hangMs?: number;
};

/** Everything that turns PCM into something else. */
export type Encoders = {
  /** The encoder for a format; WAV's, which says so, for one that the operator does not allow. */
  choose(requested: AudioFormat): Encoder;
  /** The encoder for a format and no other, whatever the operator allows. Throws INVALID_REQUEST where ffmpeg lacks it. */
  exactly(requested: AudioFormat): Encoder;
  /** PCM as another vendor's API describes audio. */
  readonly convert: Convert;
  /** PCM in another format, to the exact number of frames. Throws as `Encoder.encode` does. */
  resample(
    pcm: AsyncIterable<Uint8Array>,
    from: PcmFormat,
    to: PcmFormat,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array>;
  /** Why ffmpeg does not serve, for readiness and the log; wav works in any case. */
  ffmpegFault(): string | undefined;
  /** ffmpeg processes that wait, and that work. */
  figures(): FfmpegPool["figures"];
  /** Ends every process. */
  close(): Promise<void>;
};

/** The rates of Kokoro, Orpheus and most others, and of Piper and espeak-ng. */
const commonFormats: readonly PcmFormat[] = [
  { rateHz: 24_000, channels: 1 },
  { rateHz: 22_050, channels: 1 },
];

/** Finds out what ffmpeg can do (some 0.1 s) and starts the first processes. */
export async function createEncoders(options: EncoderOptions): Promise<Encoders> {
  const program = options.ffmpeg ?? "ffmpeg";
  const allowed: readonly AudioFormat[] = [...usualFormats, ...(options.transcode ?? [])];
  const { fault, formats, hasSoxr } = await checkFfmpeg(program);
  const settings = { opus: { ...defaultOpus, ...options.opus }, hasSoxr };
  const pool = new FfmpegPool({
    program,
    warmKinds: options.warmKinds ?? encodingLimits.warmKinds,
    workingProcesses: options.workingProcesses ?? encodingLimits.workingProcesses,
    hangMs: options.hangMs ?? encodingLimits.hangMs,
    fault: fault ?? lacking(allowed, formats),
    clock: options.clock,
  });
  if (pool.fault === undefined) warm(pool, options.expected ?? commonFormats, settings);
  const encoders = encodersOf(pool, settings);
  return {
    choose: (requested) => encoders[allowed.includes(requested) ? requested : "wav"],
    exactly: (requested) => {
      if (isByFfmpeg(requested) && fault === undefined && !formats.includes(requested)) {
        throw notMade(requested);
      }
      return encoders[requested];
    },
    convert: conversion(pool),
    resample: (pcm, from, to, signal) => resample(pool, pcm, from, to, signal),
    ffmpegFault: () => pool.fault,
    figures: () => pool.figures,
    close: async () => await pool.close(),
  };
}

function warm(
  pool: FfmpegPool,
  expected: readonly PcmFormat[],
  settings: FfmpegOutputSettings,
): void {
  for (const source of expected) {
    pool.keepWarm(fileKind("opus", source, settings));
  }
}

function encodersOf(
  pool: FfmpegPool,
  settings: FfmpegOutputSettings,
): Readonly<Record<AudioFormat, Encoder>> {
  const byFfmpeg = ffmpegFormats.map((format) => [format, ffmpegEncoder(format, pool, settings)]);
  return {
    wav: wavEncoder,
    pcm: pcmEncoder(pool),
    ...(Object.fromEntries(byFfmpeg) as Record<FfmpegFormat, Encoder>),
  };
}

function isByFfmpeg(format: AudioFormat): format is FfmpegFormat {
  return Object.hasOwn(ffmpegOutputs, format);
}

/** What ffmpeg was built without, of what the hub has to make. */
function lacking(
  allowed: readonly AudioFormat[],
  formats: readonly FfmpegFormat[],
): string | undefined {
  const missing = allowed.filter(isByFfmpeg).filter((format) => !formats.includes(format));
  const encoders = missing.map((format) => ffmpegOutputs[format].encoder);
  return encoders.length === 0 ? undefined : `ffmpeg lacks ${encoders.join(", ")}`;
}

function notMade(format: AudioFormat): Failure {
  const message = `response_format: the ffmpeg of this hub cannot make ${format}.`;
  return new Failure("INVALID_REQUEST", message, { param: "response_format" });
}
