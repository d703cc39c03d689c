/**
 * What it takes to play the PCM that Club carries: 16-bit signed little-endian samples, channels
 * interleaved. One *frame* is one sample of every channel.
 */
export type PcmFormat = {
  readonly rateHz: number;
  readonly channels: number;
};

export const bytesPerSample = 2;

/** Bytes of one frame: chunks are cut only at multiples of this. */
export function bytesPerFrame(format: PcmFormat): number {
  return bytesPerSample * format.channels;
}

/** Frames in a number of bytes; a partial frame at the end does not count. */
export function framesIn(bytes: number, format: PcmFormat): number {
  return Math.floor(bytes / bytesPerFrame(format));
}

/** Duration in seconds, exact up to floating point: frames ÷ rate. */
export function secondsOf(bytes: number, format: PcmFormat): number {
  return framesIn(bytes, format) / format.rateHz;
}

export function sameFormat(a: PcmFormat, b: PcmFormat): boolean {
  return a.rateHz === b.rateHz && a.channels === b.channels;
}
