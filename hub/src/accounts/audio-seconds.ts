/** Audio as it is counted: in frames (one sample of every channel), so that sums are exact. */
export type RateFrames = { readonly rateHz: number; readonly frames: number };

/** Seconds of audio, exact up to the last division. */
export function secondsOfFrames(audio: readonly RateFrames[]): number {
  return audio.reduce((seconds, { frames, rateHz }) => seconds + frames / rateHz, 0);
}
