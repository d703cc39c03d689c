import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Patch } from "../archive/archive.ts";
import type { AudioFormat } from "./formats.ts";

/** The port that turns PCM into one kind of file, as a stage between two async iterables. */
export interface Encoder {
  readonly format: AudioFormat;
  /** e.g. `audio/wav`, `audio/ogg`, `audio/pcm;rate=24000;channels=1`. */
  readonly contentType: string;
  /** The file name's ending without a dot. */
  readonly extension: string;
  /**
   * Encodes PCM of one format, pulled as the result is read; the first bytes come as soon as the
   * first chunk allows. Throws ENCODER_FAILED, and whatever the source throws; leaving the iteration
   * or the signal frees everything that it used.
   */
  encode(
    pcm: AsyncIterable<Uint8Array>,
    source: PcmFormat,
    signal: AbortSignal,
  ): AsyncIterable<Uint8Array>;
  /**
   * The correction that the first bytes need once the length is known (WAV's sizes), or undefined.
   * `pcmBytes` is what was encoded.
   */
  patch(pcmBytes: number, source: PcmFormat): Patch | undefined;
}
