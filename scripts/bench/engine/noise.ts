/** Samples that no compressor and no encoder finds easy, the same every time: a quiet noise. */
export function noise(bytes: number): Buffer {
  const pcm = Buffer.alloc(bytes);
  let state = 1;
  for (let at = 0; at + 1 < bytes; at += 2) {
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    pcm.writeInt16LE(state >> 20, at);
  }
  return pcm;
}
