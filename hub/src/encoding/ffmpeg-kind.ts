import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { encodingLimits } from "./limits.ts";

/** What an ffmpeg process was started for: only work of exactly this kind can be given to it. */
export type FfmpegKind = {
  /** The command line, which is also what tells kinds apart. */
  readonly key: string;
  readonly args: readonly string[];
  readonly source: PcmFormat;
  /** Whether it makes a file, which is never empty, or bare samples. */
  readonly isFile: boolean;
  /** Input past which ffmpeg must have given something back. */
  readonly heldBackBytes: number;
};

/**
 * Raw PCM on stdin, the output on stdout as soon as it exists; `output` are ffmpeg's options for it,
 * none of which has a space in it. Without `-probesize` and `-analyzeduration` ffmpeg waits for
 * seconds of input; `-fflags nobuffer`, often recommended beside them, throws away what it analysed,
 * which is the first 40 ms of the audio. Threads would only take longer to start.
 */
export function ffmpegKind(source: PcmFormat, output: string, isFile: boolean): FfmpegKind {
  const key = [
    "-hide_banner -nostdin -loglevel error -protocol_whitelist pipe -probesize 32 -analyzeduration 0",
    `-f s16le -ar ${source.rateHz} -ac ${source.channels} -i pipe:0`,
    `-map_metadata -1 -filter_threads 1 -threads 1 -flush_packets 1 ${output} pipe:1`,
  ].join(" ");
  const bytesPerSecond = source.rateHz * bytesPerFrame(source);
  const heldBackBytes = bytesPerSecond * encodingLimits.heldBackSeconds;
  return { key, args: key.split(" "), source, isFile, heldBackBytes };
}
