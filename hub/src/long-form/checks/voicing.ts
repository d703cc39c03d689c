import type { Levels } from "./levels.ts";
import { highestPitchHz, lowestPitchHz, pitchRateHz, voicedLikeness } from "./limits.ts";

/**
 * The share of the windows with sound that are voiced: that look like themselves one period of a voice
 * later. Noise has none; speech has half and more.
 */
export function voicedShare(samples: Int16Array, rateHz: number, levels: Levels): number {
  const step = Math.max(1, Math.floor(rateHz / pitchRateHz));
  const low = averaged(samples, step);
  const lowRateHz = rateHz / step;
  const shortest = Math.floor(lowRateHz / highestPitchHz);
  const longest = Math.ceil(lowRateHz / lowestPitchHz);
  const windowFrames = levels.windowFrames / step;
  let sounding = 0;
  let voiced = 0;
  for (const [window, db] of levels.windows.entries()) {
    const from = Math.floor(window * windowFrames);
    const piece = low.subarray(from, from + 2 * longest);
    if (db <= levels.pauseDb || piece.length < 2 * longest) continue;
    sounding += 1;
    if (likeness(piece, shortest, longest) >= voicedLikeness) voiced += 1;
  }
  return sounding === 0 ? 0 : voiced / sounding;
}

/** Every `step` samples as their mean: a low pass, as good as pitch needs. */
function averaged(samples: Int16Array, step: number): Float32Array {
  const low = new Float32Array(Math.floor(samples.length / step));
  for (let at = 0; at < low.length; at += 1) {
    let sum = 0;
    for (let i = at * step; i < (at + 1) * step; i += 1) sum += samples[i] ?? 0;
    low[at] = sum / step;
  }
  return low;
}

/** The highest normalised correlation of the piece's first half with what stands one lag later. */
function likeness(piece: Float32Array, shortest: number, longest: number): number {
  const length = piece.length - longest;
  let best = 0;
  for (let lag = shortest; lag <= longest; lag += 1) {
    let product = 0;
    let here = 0;
    let there = 0;
    for (let at = 0; at < length; at += 1) {
      const a = piece[at] ?? 0;
      const b = piece[at + lag] ?? 0;
      product += a * b;
      here += a * a;
      there += b * b;
    }
    best = Math.max(best, product / Math.sqrt(here * there || 1));
  }
  return best;
}
