import { clippedRun, clippedSample, windowMs } from "./limits.ts";
import { levelOf, levelsOf, longestPause, longestSteady, soundIn, spreadOf } from "./levels.ts";
import { loudnessOf } from "./loudness.ts";
import { fullScale, samplesOf } from "./samples.ts";
import { voicedShare } from "./voicing.ts";

/** All that is measured of a segment's audio: plain numbers, to be kept beside it. */
export type SegmentFigures = {
  readonly rateHz: number;
  readonly frames: number;
  /** The frames from the first sound to the last; both 0 where there is none. */
  readonly soundStart: number;
  readonly soundEnd: number;
  /** The highest sample, of 1. */
  readonly peak: number;
  /** The level that the loudest windows reach, in dBFS. */
  readonly loudDb: number;
  /** Integrated loudness of the sound in LUFS (ITU-R BS.1770); `null`: too quiet or short to have one. */
  readonly loudness: number | null;
  /** The longest pause between two sounds. */
  readonly pauseSeconds: number;
  /** The longest steady sound, such as noise or a hum. */
  readonly steadySeconds: number;
  /** How far levels are spread, in dB. */
  readonly spreadDb: number;
  /** The share of what sounds that has a pitch. */
  readonly voicedShare: number;
  /** The share of samples in rows at full scale. */
  readonly clippedShare: number;
  /** The level of the last 10 ms below the loudest windows, in dB: 0 is as loud as they are. */
  readonly tailDb: number;
};

/** Measures mono PCM (s16le). Takes a millisecond for each second of audio, or less. */
export function segmentFigures(pcm: Uint8Array, rateHz: number): SegmentFigures {
  const samples = samplesOf(pcm);
  const levels = levelsOf(samples, rateHz);
  const sound = soundIn(levels);
  const frames = samples.length;
  const soundStart = sound.from * levels.windowFrames;
  const soundEnd = Math.min(frames, sound.to * levels.windowFrames);
  const tail = samples.subarray(Math.max(0, frames - Math.round(rateHz / 100)));
  return {
    rateHz,
    frames,
    soundStart,
    soundEnd,
    peak: peakOf(samples) / fullScale,
    loudDb: levels.loudDb,
    loudness: loudnessOf(samples.subarray(soundStart, soundEnd), rateHz) ?? null,
    pauseSeconds: seconds(longestPause(levels)),
    steadySeconds: seconds(longestSteady(levels)),
    spreadDb: spreadOf(levels),
    voicedShare: voicedShare(samples, rateHz, levels),
    clippedShare: clippedIn(samples) / Math.max(1, frames),
    tailDb: levelOf(tail) - levels.loudDb,
  };
}

function seconds(windows: number): number {
  return (windows * windowMs) / 1000;
}

function peakOf(samples: Int16Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

function clippedIn(samples: Int16Array): number {
  let clipped = 0;
  let row = 0;
  for (const sample of samples) {
    row = Math.abs(sample) >= clippedSample ? row + 1 : 0;
    if (row === clippedRun) clipped += clippedRun;
    else if (row > clippedRun) clipped += 1;
  }
  return clipped;
}
