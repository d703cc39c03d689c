import { bytesPerSample, framesIn, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import type { Patch } from "../archive/archive.ts";

/** Where STREAMINFO has rate, channels, sample size and length: after `fLaC`, the block's header and 10 bytes. */
const at = 18;
/** STREAMINFO's length has 36 bits. */
const mostFrames = 2 ** 36 - 1;

/**
 * The length of a FLAC file, which its header does not know while it is streamed (RFC 9639, 8.2):
 * 20 bits of rate, 3 of channels, 5 of sample size, 36 of length in frames.
 */
export function flacLength(pcmBytes: number, source: PcmFormat): Patch | undefined {
  const frames = framesIn(pcmBytes, source);
  if (frames > mostFrames) return undefined;
  const fields =
    (BigInt(source.rateHz) << 44n) |
    (BigInt(source.channels - 1) << 41n) |
    (BigInt(bytesPerSample * 8 - 1) << 36n) |
    BigInt(frames);
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, fields);
  return { at, bytes: new Uint8Array(bytes.buffer) };
}
