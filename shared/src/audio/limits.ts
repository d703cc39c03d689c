/** The bounds of audio that is read; rates and channels are bounded by what the wire carries. */
export const audioLimits = {
  /** Everything before the first sample. Cover art in a LIST chunk is the largest thing seen there. */
  wavHeaderBytes: 1_048_576,
  /** Sizes from here on are placeholders of live encoders: espeak-ng writes 0x7FFFF000. */
  wavSizeUnknownFrom: 0x7fff_f000,
  /** Samples handed on at once. */
  wavChunkBytes: 65_536,
} as const;
