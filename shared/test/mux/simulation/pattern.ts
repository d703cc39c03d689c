/** Bytes that tell where they belong: those at `offset` of the utterance `seed`. */
export function pattern(seed: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at++) bytes[at] = byteAt(seed, offset + at);
  return bytes;
}

/** The first offset at which bytes differ from the pattern; undefined when they do not. */
export function firstFault(seed: number, offset: number, bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== byteAt(seed, offset + at)) return offset + at;
  }
  return undefined;
}

/** No period below 64 KiB, so that no shift by frames or windows goes unseen. */
function byteAt(seed: number, at: number): number {
  return (at * 31 + (at >> 8) * 17 + (at >> 16) * 7 + seed * 101) & 0xff;
}
