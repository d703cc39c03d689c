/** A signal that never fires. */
export const never: AbortSignal = new AbortController().signal;

const longest = Buffer.alloc(3_000_000);
// Multiplicative hashing: every position has its own byte, so that a shift by any distance shows.
for (let i = 0; i < longest.length; i += 1) longest[i] = Math.imul(i + 1, 0x9e37_79b1) >>> 24;

/** Up to 3,000,000 bytes, the same ones each time. */
export function sampleBytes(bytes: number): Buffer {
  return longest.subarray(0, bytes);
}

export function bytesOf(text: string): Buffer {
  return Buffer.from(text);
}

/** All bytes of an iteration. */
export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
