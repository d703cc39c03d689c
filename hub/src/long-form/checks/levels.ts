import { loudShare, pauseBelowLoudDb, silenceDb, steadyDb, windowMs } from "./limits.ts";
import { decibels, fullScale } from "./samples.ts";

/** How loud audio is from window to window. */
export type Levels = {
  /** In dBFS, one for each whole window, and one for a shorter rest if there is no other. */
  readonly windows: Float64Array;
  readonly windowFrames: number;
  /** The level that the loudest windows reach. */
  readonly loudDb: number;
  /** Windows below this are pauses. */
  readonly pauseDb: number;
};

export function levelsOf(samples: Int16Array, rateHz: number): Levels {
  const windowFrames = Math.max(1, Math.round((rateHz * windowMs) / 1000));
  const windows = new Float64Array(Math.ceil(samples.length / windowFrames));
  for (let window = 0; window < windows.length; window += 1) {
    const from = window * windowFrames;
    windows[window] = levelOf(samples.subarray(from, from + windowFrames));
  }
  const sorted = Float64Array.from(windows).sort();
  const loudDb = sorted[Math.floor(sorted.length * (1 - loudShare))] ?? -120;
  return { windows, windowFrames, loudDb, pauseDb: Math.max(silenceDb, loudDb - pauseBelowLoudDb) };
}

/** The level of all samples together, in dBFS. */
export function levelOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return decibels(sum / Math.max(1, samples.length) / fullScale ** 2);
}

/** The first window with sound and the one after the last; both 0 where there is none. */
export function soundIn({ windows, pauseDb }: Levels): {
  readonly from: number;
  readonly to: number;
} {
  const from = windows.findIndex((db) => db > pauseDb);
  return from === -1
    ? { from: 0, to: 0 }
    : { from, to: windows.findLastIndex((db) => db > pauseDb) + 1 };
}

/** The longest row of windows that are pauses, between the first and the last sound. */
export function longestPause(levels: Levels): number {
  const { from, to } = soundIn(levels);
  let longest = 0;
  let row = 0;
  for (const db of levels.windows.subarray(from, to)) {
    row = db > levels.pauseDb ? 0 : row + 1;
    longest = Math.max(longest, row);
  }
  return longest;
}

/** How far the levels of windows with sound and pauses between them are spread: from the tenth to the ninetieth percentile. */
export function spreadOf(levels: Levels): number {
  const { from, to } = soundIn(levels);
  const sorted = levels.windows
    .slice(from, to)
    .map((db) => Math.max(db, silenceDb))
    .sort();
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return at(0.9) - at(0.1);
}

/** The longest row of windows with one steady sound, such as noise or a hum. */
export function longestSteady({ windows, pauseDb }: Levels): number {
  let longest = 0;
  let mean = 0;
  let row = 0;
  for (const db of windows) {
    const goesOn = row > 0 && db > pauseDb && Math.abs(db - mean) <= steadyDb;
    mean = goesOn ? mean + (db - mean) / (row + 1) : db;
    row = goesOn ? row + 1 : Number(db > pauseDb);
    longest = Math.max(longest, row);
  }
  return longest;
}
