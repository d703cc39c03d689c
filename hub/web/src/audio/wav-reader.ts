import type { AudioReader, Pcm } from "./pcm.ts";

/** Reads 16-bit WAV as it arrives: the sizes in its header are not known yet, and not read. */
export class WavReader implements AudioReader {
  readonly #sink: (pcm: Pcm) => void;
  #rest = new Uint8Array(0);
  #format: Format | undefined;

  constructor(sink: (pcm: Pcm) => void) {
    this.#sink = sink;
  }

  push(bytes: Uint8Array): void {
    let all = joined(this.#rest, bytes);
    if (this.#format === undefined) {
      const header = headerOf(all);
      if (header === undefined) {
        this.#rest = all;
        return;
      }
      this.#format = header.format;
      all = all.subarray(header.bytes);
    }
    const frameBytes = this.#format.channels * 2;
    const whole = all.length - (all.length % frameBytes);
    this.#rest = all.slice(whole);
    if (whole > 0) this.#sink(samplesOf(all.subarray(0, whole), this.#format));
  }

  end(): Promise<void> {
    const isWav = this.#format !== undefined;
    return isWav ? Promise.resolve() : Promise.reject(new Error("The hub sent no audio."));
  }
}

type Format = { readonly rateHz: number; readonly channels: number };

/** Where the samples begin, and what they are; undefined: more bytes are needed to tell. */
function headerOf(
  bytes: Uint8Array,
): { readonly format: Format; readonly bytes: number } | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4));
    if (name === "data") return format && { format, bytes: at + 8 };
    if (name === "fmt " && at + 16 <= bytes.length) {
      format = { channels: view.getUint16(at + 10, true), rateHz: view.getUint32(at + 12, true) };
    }
    at += 8 + view.getUint32(at + 4, true);
  }
  return undefined;
}

function samplesOf(bytes: Uint8Array, { rateHz, channels }: Format): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames = bytes.length / 2 / channels;
  const split = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from(
      { length: frames },
      (_, frame) => view.getInt16((frame * channels + channel) * 2, true) / 32_768,
    ),
  );
  return { rateHz, channels: split };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
