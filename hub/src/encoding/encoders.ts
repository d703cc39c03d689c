import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Clock } from "../clock.ts";
import type { Encoder } from "./encoder.ts";
import { checkFfmpeg } from "./ffmpeg-check.ts";
import { ffmpegEncoder, fileKind } from "./ffmpeg-encoder.ts";
import { FfmpegPool } from "./ffmpeg-pool.ts";
import type { AudioFormat, FfmpegFormat, FfmpegOutputSettings, OptionalFormat } from "./formats.ts";
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
  const made: readonly FfmpegFormat[] = ["opus", ...(options.transcode ?? [])];
  const { fault, hasSoxr } = await checkFfmpeg(program, made);
  const settings = { opus: { ...defaultOpus, ...options.opus }, hasSoxr };
  const pool = new FfmpegPool({
    program,
    warmKinds: options.warmKinds ?? encodingLimits.warmKinds,
    workingProcesses: options.workingProcesses ?? encodingLimits.workingProcesses,
    hangMs: options.hangMs ?? encodingLimits.hangMs,
    fault,
    clock: options.clock,
  });
  if (fault === undefined) warm(pool, options.expected ?? commonFormats, settings);
  const encoders = encodersOf(pool, made, settings);
  return {
    choose: (requested) => encoders.get(requested) ?? wavEncoder,
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
  made: readonly FfmpegFormat[],
  settings: FfmpegOutputSettings,
): ReadonlyMap<AudioFormat, Encoder> {
  const encoders = new Map<AudioFormat, Encoder>([["pcm", pcmEncoder(pool)]]);
  for (const format of made) encoders.set(format, ffmpegEncoder(format, pool, settings));
  return encoders;
}
