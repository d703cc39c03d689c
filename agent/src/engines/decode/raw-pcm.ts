import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";

/** Chunks cut at whole frames: what is left of a frame waits for the next chunk, and is dropped at the end. */
export async function* wholeFrames(
  body: AsyncIterable<Uint8Array>,
  format: PcmFormat,
): AsyncGenerator<Uint8Array> {
  const cutter = new FrameCutter(bytesPerFrame(format));
  for await (const bytes of body) {
    const pcm = cutter.take(bytes);
    if (pcm.byteLength > 0) yield pcm;
  }
}
