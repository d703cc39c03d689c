import type { ByteReader } from "@club/shared/audio/byte-reader.ts";
import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { engineLimits } from "../limits.ts";

/** Raw PCM up to the end of a reader, in whole frames; leaving it closes the reader. */
export async function* readPcm(reader: ByteReader, format: PcmFormat): AsyncGenerator<Uint8Array> {
  const cutter = new FrameCutter(bytesPerFrame(format));
  try {
    for (;;) {
      const bytes = await reader.some(engineLimits.pcmChunkBytes);
      if (bytes.byteLength === 0) return;
      const frames = cutter.take(bytes);
      if (frames.byteLength > 0) yield frames;
    }
  } finally {
    await reader.close();
  }
}
