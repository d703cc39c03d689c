import { FrameCutter } from "@club/shared/audio/frame-cutter.ts";
import { bytesPerFrame, framesIn, type PcmFormat } from "@club/shared/audio/pcm-format.ts";
import { wavHeader } from "@club/shared/audio/wav-header.ts";
import type { Encoder } from "./encoder.ts";
import { fileFormats } from "./formats.ts";

/**
 * WAV as OpenAI streams it: a 44-byte header whose sizes are open, and the samples as they come.
 * The patch has the exact sizes.
 */
export const wavEncoder: Encoder = {
  format: "wav",
  ...fileFormats.wav,
  encode,
  patch: (pcmBytes, source) => ({
    at: 0,
    bytes: wavHeader(source, framesIn(pcmBytes, source) * bytesPerFrame(source)),
  }),
};

async function* encode(
  pcm: AsyncIterable<Uint8Array>,
  source: PcmFormat,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const cutter = new FrameCutter(bytesPerFrame(source));
  let header: Uint8Array | undefined = wavHeader(source);
  for await (const chunk of pcm) {
    signal.throwIfAborted();
    const frames = cutter.take(chunk);
    if (frames.byteLength === 0) continue;
    // The header travels with the first samples: an engine that fails before them leaves no trace.
    yield header === undefined ? frames : Buffer.concat([header, frames]);
    header = undefined;
  }
  if (header !== undefined) yield header;
}
