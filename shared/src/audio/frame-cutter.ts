import { bytesPerFrame, type PcmFormat } from "./pcm-format.ts";

const nothing = new Uint8Array(0);

/** Makes whole frames of chunks that were cut anywhere. A part of a frame at the very end is dropped. */
export class FrameCutter {
  readonly #frameBytes: number;
  #rest: Uint8Array = nothing;

  /** `frameBytes`: one sample of every channel. */
  constructor(frameBytes: number) {
    this.#frameBytes = frameBytes;
  }

  /** The frames that are complete with this chunk; none for a chunk that is too small. */
  take(chunk: Uint8Array): Uint8Array {
    const bytes = this.#rest.byteLength === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const restBytes = bytes.byteLength % this.#frameBytes;
    if (restBytes === 0) {
      this.#rest = nothing;
      return bytes;
    }
    const cut = bytes.byteLength - restBytes;
    this.#rest = new Uint8Array(bytes.subarray(cut));
    return bytes.subarray(0, cut);
  }
}

/** A stream's chunks as whole frames, by the same rule. */
export async function* wholeFrames(
  pcm: AsyncIterable<Uint8Array>,
  format: PcmFormat,
): AsyncGenerator<Uint8Array, void, void> {
  const cutter = new FrameCutter(bytesPerFrame(format));
  for await (const chunk of pcm) {
    const frames = cutter.take(chunk);
    if (frames.byteLength > 0) yield frames;
  }
}
