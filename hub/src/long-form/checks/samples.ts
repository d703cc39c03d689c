/** Mono PCM (s16le) as numbers, without a copy where it is aligned. A last odd byte is left out. */
export function samplesOf(pcm: Uint8Array): Int16Array {
  const count = Math.floor(pcm.byteLength / 2);
  if (pcm.byteOffset % 2 === 0) return new Int16Array(pcm.buffer, pcm.byteOffset, count);
  return new Int16Array(pcm.slice(0, 2 * count).buffer);
}

export const fullScale = 32_768;

/** Level in dB below full scale of a mean square. */
export function decibels(meanSquare: number): number {
  return 10 * Math.log10(Math.max(meanSquare, 1e-12));
}
