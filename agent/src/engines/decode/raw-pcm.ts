import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";

/** Chunks cut at whole frames: what is left of a frame waits for the next chunk, and is dropped at the end. */
export async function* wholeFrames(
  body: AsyncIterable<Uint8Array>,
  format: PcmFormat,
): AsyncGenerator<Uint8Array> {
  const frameBytes = bytesPerFrame(format);
  let rest: Uint8Array = new Uint8Array(0);
  for await (const bytes of body) {
    const all = rest.byteLength === 0 ? bytes : Buffer.concat([rest, bytes]);
    const whole = all.byteLength - (all.byteLength % frameBytes);
    rest = all.subarray(whole);
    if (whole > 0) yield all.subarray(0, whole);
  }
}
