import { bytesPerFrame, type PcmFormat } from "@club/shared/audio/pcm-format.ts";

/**
 * The same bytes cut at whole frames. Providers may cut anywhere; a piece of a frame that is left at
 * the very end is dropped.
 */
export async function* wholeFrames(
  bytes: AsyncIterable<Uint8Array>,
  format: PcmFormat,
): AsyncGenerator<Uint8Array> {
  const frameBytes = bytesPerFrame(format);
  let rest: Uint8Array | undefined;
  for await (const chunk of bytes) {
    const joined: Uint8Array = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    const whole = joined.length - (joined.length % frameBytes);
    rest = whole === joined.length ? undefined : joined.subarray(whole);
    if (whole > 0) yield joined.subarray(0, whole);
  }
}
