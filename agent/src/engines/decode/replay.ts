import type { ByteReader } from "@club/shared/audio/byte-reader.ts";
import { engineLimits } from "../limits.ts";

/** What a reader still has to give, as a stream; leaving it closes the reader. */
export async function* replay(reader: ByteReader): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const bytes = await reader.some(engineLimits.pcmChunkBytes);
      if (bytes.byteLength === 0) return;
      yield bytes;
    }
  } finally {
    await reader.close();
  }
}
