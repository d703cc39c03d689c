/** A frame with some bytes changed, left out, said twice, or with another frame's in their place. */
export function mutate(frame: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let mutant = Buffer.from(frame);
  const times = 1 + Math.floor(random() * 4);
  for (let i = 0; i < times; i++) mutant = change(mutant, other, random);
  return mutant;
}

function change(
  frame: Buffer<ArrayBuffer>,
  other: Uint8Array,
  random: () => number,
): Buffer<ArrayBuffer> {
  const at = Math.floor(random() * frame.length);
  const length = Math.floor(random() * 16);
  switch (Math.floor(random() * 6)) {
    case 0:
      return withByte(frame, at, (frame[at] ?? 0) ^ (1 << Math.floor(random() * 8)));
    case 1:
      return withByte(frame, at, interesting[Math.floor(random() * interesting.length)] ?? 0);
    case 2:
      return frame.subarray(0, at);
    case 3:
      return Buffer.concat([frame.subarray(0, at), frame.subarray(at + length)]);
    case 4:
      return Buffer.concat([frame.subarray(0, at + length), frame.subarray(at)]);
    default: {
      const from = Math.floor(random() * other.length);
      return Buffer.concat([
        frame.subarray(0, at),
        other.subarray(from, from + length),
        frame.subarray(at),
      ]);
    }
  }
}

/** Head bytes of every MessagePack format, and the ends of ranges. */
const interesting = [0, 1, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xff].concat(
  Array.from({ length: 32 }, (_, at) => 0xc0 + at),
);

function withByte(frame: Buffer<ArrayBuffer>, at: number, byte: number): Buffer<ArrayBuffer> {
  const changed = Buffer.from(frame);
  if (at < changed.length) changed[at] = byte;
  return changed;
}
