import type { FailureCode } from "../wire/failures.ts";
import { type ByteReader, byteReader } from "./byte-reader.ts";
import type { PcmFormat } from "./pcm-format.ts";
import { readWavHeader, type WavLayout } from "./wav-header-reader.ts";
import { WavSamples } from "./wav-samples.ts";

export type WavAudio = {
  readonly format: PcmFormat;
  /** 16-bit little-endian PCM in whole frames, as it comes. */
  readonly audio: AsyncIterable<Uint8Array>;
};

/**
 * Reads a WAV while it arrives: any header, samples of 8 to 32 bits, floats and G.711. Sizes that
 * cannot be true are ignored (the audio then ends with the stream). A stream that ends before a
 * plausible size is a failure, so that a cut is never taken for the end; samples that go on after it
 * belong to the audio. A second WAV that follows the first is appended. Throws a Failure of the code
 * `blame`.
 */
export async function readWav(
  source: AsyncIterable<Uint8Array>,
  blame: FailureCode = "ENGINE_FAILED",
): Promise<WavAudio> {
  const reader = byteReader(source);
  try {
    return await readWavFrom(reader, blame);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

/** The same from a reader, which is closed with the audio; when this throws, closing it is the caller's. */
export async function readWavFrom(
  reader: ByteReader,
  blame: FailureCode = "ENGINE_FAILED",
): Promise<WavAudio> {
  const first = await readWavHeader(reader, blame);
  return { format: first.format, audio: audioOf(reader, first, blame) };
}

async function* audioOf(
  reader: ByteReader,
  first: WavLayout,
  blame: FailureCode,
): AsyncGenerator<Uint8Array> {
  const samples = new WavSamples(reader, first, blame);
  try {
    for (;;) {
      const pcm = await samples.next();
      if (pcm === undefined) return;
      if (pcm.byteLength > 0) yield pcm;
    }
  } finally {
    await reader.close();
  }
}
