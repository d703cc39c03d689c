import { unreachable } from "../unreachable.ts";
import { Failure } from "./failures.ts";
import { limits } from "./limits.ts";

/**
 * Refuses, before anything is allocated for it, a frame that would decode to more than its bytes
 * are worth: MessagePack libraries make room for as many items as an array says that it has, and
 * five bytes may say four billion, in arrays within arrays. Throws PROTOCOL. Whatever else is wrong
 * with the frame is left to the library.
 */
export function checkShape(frame: Uint8Array): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  /** Items still to come, of each array and map that is open. */
  const open: number[] = [];
  let at = 0;
  while (at < frame.length) {
    const { bytes, items } = tokenAt(view, at);
    at += bytes;
    if (items > frame.length - at) throw new Failure("PROTOCOL", "frame shorter than it says");
    if (items > 0) open.push(items);
    else endItem(open);
    if (open.length > limits.nesting) throw new Failure("PROTOCOL", "frame nested too deeply");
  }
}

/** An item is complete, and with it every array and map of which it was the last. */
function endItem(open: number[]): void {
  for (let level = open.length - 1; level >= 0; level--) {
    const left = (open[level] ?? 0) - 1;
    open[level] = left;
    if (left > 0) return;
    open.pop();
  }
}

/** What a head byte begins: bytes to step over, and items that follow. */
type Token = { readonly bytes: number; readonly items: number };

function tokenAt(view: DataView, at: number): Token {
  const head = view.getUint8(at);
  if (head < 0x80 || head >= 0xe0) return { bytes: 1, items: 0 };
  if (head < 0x90) return { bytes: 1, items: 2 * (head - 0x80) };
  if (head < 0xa0) return { bytes: 1, items: head - 0x90 };
  if (head < 0xc0) return { bytes: 1 + head - 0xa0, items: 0 };
  const { length, unit, more } = formats[head] ?? single;
  if (at + 1 + length > view.byteLength) return { bytes: 1, items: 0 };
  const count = uintAt(view, at + 1, length);
  const bytes = 1 + length + more + (unit === "byte" ? count : 0);
  const items = unit === "item" ? count : unit === "pair" ? 2 * count : 0;
  return { bytes, items };
}

function uintAt(view: DataView, at: number, bytes: Format["length"]): number {
  switch (bytes) {
    case 0:
      return 0;
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at);
    case 4:
      return view.getUint32(at);
    default:
      return unreachable(bytes);
  }
}

/** After the head byte: a length of so many bytes, what it counts, and bytes beyond those. */
type Format = {
  readonly length: 0 | 1 | 2 | 4;
  readonly unit: "byte" | "item" | "pair";
  readonly more: number;
};

const single: Format = { length: 0, unit: "byte", more: 0 };

/** https://github.com/msgpack/msgpack/blob/master/spec.md, "Formats". */
const formats: Readonly<Record<number, Format>> = {
  0xc4: { length: 1, unit: "byte", more: 0 }, // bin
  0xc5: { length: 2, unit: "byte", more: 0 },
  0xc6: { length: 4, unit: "byte", more: 0 },
  0xc7: { length: 1, unit: "byte", more: 1 }, // ext
  0xc8: { length: 2, unit: "byte", more: 1 },
  0xc9: { length: 4, unit: "byte", more: 1 },
  0xca: { length: 0, unit: "byte", more: 4 }, // float
  0xcb: { length: 0, unit: "byte", more: 8 },
  0xcc: { length: 0, unit: "byte", more: 1 }, // uint
  0xcd: { length: 0, unit: "byte", more: 2 },
  0xce: { length: 0, unit: "byte", more: 4 },
  0xcf: { length: 0, unit: "byte", more: 8 },
  0xd0: { length: 0, unit: "byte", more: 1 }, // int
  0xd1: { length: 0, unit: "byte", more: 2 },
  0xd2: { length: 0, unit: "byte", more: 4 },
  0xd3: { length: 0, unit: "byte", more: 8 },
  0xd4: { length: 0, unit: "byte", more: 2 }, // fixext
  0xd5: { length: 0, unit: "byte", more: 3 },
  0xd6: { length: 0, unit: "byte", more: 5 },
  0xd7: { length: 0, unit: "byte", more: 9 },
  0xd8: { length: 0, unit: "byte", more: 17 },
  0xd9: { length: 1, unit: "byte", more: 0 }, // str
  0xda: { length: 2, unit: "byte", more: 0 },
  0xdb: { length: 4, unit: "byte", more: 0 },
  0xdc: { length: 2, unit: "item", more: 0 }, // array
  0xdd: { length: 4, unit: "item", more: 0 },
  0xde: { length: 2, unit: "pair", more: 0 }, // map
  0xdf: { length: 4, unit: "pair", more: 0 },
};
