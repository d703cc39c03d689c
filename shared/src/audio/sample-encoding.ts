import { aLawTable, muLawTable } from "./g711.ts";
import { unreachable } from "../unreachable.ts";

/** How one sample is written in a WAV: little-endian integers (8 bits unsigned), floats, or G.711. */
export type SampleEncoding =
  | { readonly kind: "integer"; readonly bits: 8 | 16 | 24 | 32 }
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  | { readonly kind: "a-law" }
  | { readonly kind: "mu-law" };

/** Bytes of one sample of one channel. */
export function bytesOfSample(encoding: SampleEncoding): number {
  return "bits" in encoding ? encoding.bits / 8 : 1;
}

/**
 * A function that turns whole samples into 16-bit little-endian ones. More bits are cut off, floats
 * are scaled by 32,768 and clipped; 16 bits pass as they are, without a copy.
 */
export function toPcm16(encoding: SampleEncoding): (samples: Uint8Array) => Uint8Array {
  switch (encoding.kind) {
    case "integer":
      return integers(encoding.bits);
    case "float":
      return encoding.bits === 32
        ? mapped(4, (view, at) => clipped(view.getFloat32(at, true)))
        : mapped(8, (view, at) => clipped(view.getFloat64(at, true)));
    case "a-law":
      return mapped(1, (view, at) => aLawTable[view.getUint8(at)] ?? 0);
    case "mu-law":
      return mapped(1, (view, at) => muLawTable[view.getUint8(at)] ?? 0);
    default:
      return unreachable(encoding);
  }
}

function integers(bits: 8 | 16 | 24 | 32): (samples: Uint8Array) => Uint8Array {
  switch (bits) {
    case 8:
      return mapped(1, (view, at) => (view.getUint8(at) - 128) << 8);
    case 16:
      return (samples) => samples;
    case 24:
      return mapped(3, (view, at) => view.getInt16(at + 1, true));
    case 32:
      return mapped(4, (view, at) => view.getInt16(at + 2, true));
    default:
      return unreachable(bits);
  }
}

function mapped(bytes: number, sampleAt: (view: DataView, at: number) => number) {
  return (samples: Uint8Array): Uint8Array => {
    const count = Math.floor(samples.byteLength / bytes);
    const from = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
    const out = new DataView(new ArrayBuffer(count * 2));
    for (let i = 0; i < count; i++) out.setInt16(i * 2, sampleAt(from, i * bytes), true);
    return new Uint8Array(out.buffer);
  };
}

function clipped(value: number): number {
  // A NaN from a model gone astray becomes silence.
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))) || 0;
}
