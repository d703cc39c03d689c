import type { PcmFormat } from "@club/shared/audio/pcm-format.ts";

/** A tone that glides, other in each channel, with some noise: nothing that an encoder could leave out. */
export function samplePcm({ rateHz, channels }: PcmFormat, frames: number): Buffer {
  const pcm = Buffer.alloc(frames * channels * 2);
  for (let frame = 0; frame < frames; frame += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const hz = 200 + 150 * channel + (100 * frame) / rateHz;
      const tone = 8_000 * Math.sin((2 * Math.PI * hz * frame) / rateHz);
      const noise = Math.imul(frame * channels + channel + 1, 0x9e37_79b1) >> 22;
      pcm.writeInt16LE(Math.round(tone) + noise, (frame * channels + channel) * 2);
    }
  }
  return pcm;
}

/** The bytes in chunks of one size, whatever frames they cut. */
export async function* chunked(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    yield bytes.subarray(at, at + chunkBytes);
  }
}

/** All bytes of an iteration. */
export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
