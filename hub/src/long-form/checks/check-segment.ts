import { hasWords } from "../../text/words.ts";
import * as limit from "./fault-limits.ts";
import { type SegmentFigures, segmentFigures } from "./segment-figures.ts";
import { spokenLength } from "./spoken-length.ts";
import { endSecondsOf, type Norms, paceOf } from "./voice-norms.ts";

export const faultKinds = [
  "silence",
  "noise",
  "too_short",
  "too_long",
  "clipping",
  "wrong_rate",
  "dropped_tail",
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** Something that is wrong with a segment's audio, with the figure that says so. */
export type Fault = {
  readonly kind: FaultKind;
  /** What was measured, in `unit`. */
  readonly measured: number;
  /** Where the fault begins. */
  readonly limit: number;
  readonly unit: "dB" | "s" | "share" | "times the voice's pace" | "s per letter" | "Hz";
};

export type CheckedSegment = {
  /** Mono, s16le. */
  readonly pcm: Uint8Array;
  readonly rateHz: number;
  /** What it is meant to say. */
  readonly text: string;
  /** What is usual of the voice. */
  readonly norms: Norms;
};

/** The faults of a segment's audio; none: it may be joined. */
export function checkSegment({ pcm, rateHz, text, norms }: CheckedSegment): readonly Fault[] {
  return faultsIn(segmentFigures(pcm, rateHz), text, norms);
}

/**
 * The same of what was measured before: a voice's first segments can be checked again once it has norms.
 */
export function faultsIn(figures: SegmentFigures, text: string, norms: Norms): readonly Fault[] {
  const silence = silenceIn(figures);
  // Of silence, nothing else can be said; a row of asterisks is rightly silent.
  if (silence !== undefined) return hasWords(text) ? [silence] : [];
  const checks = [noiseIn(figures), pauseIn(figures), paceFault(figures, text, norms)];
  const others = [clippingIn(figures), rateFault(figures, norms), tailFault(figures, norms)];
  return [...checks, ...others].filter((fault) => fault !== undefined);
}

function silenceIn({ loudDb, soundEnd }: SegmentFigures): Fault | undefined {
  if (soundEnd > 0 && loudDb >= limit.quietestSpeechDb) return undefined;
  return { kind: "silence", measured: loudDb, limit: limit.quietestSpeechDb, unit: "dB" };
}

/** A long silence between sounds, before the first or after the last. */
function pauseIn(figures: SegmentFigures): Fault | undefined {
  const { pauseSeconds, soundStart, rateHz } = figures;
  const measured = Math.max(pauseSeconds, soundStart / rateHz, endSecondsOf(figures));
  if (measured <= limit.longestPauseSeconds) return undefined;
  return { kind: "silence", measured, limit: limit.longestPauseSeconds, unit: "s" };
}

function noiseIn(figures: SegmentFigures): Fault | undefined {
  const { steadySeconds, spreadDb, voicedShare, soundStart, soundEnd, rateHz } = figures;
  const kind = "noise";
  if (steadySeconds > limit.longestSteadySeconds) {
    return { kind, measured: steadySeconds, limit: limit.longestSteadySeconds, unit: "s" };
  }
  // A single vowel is as steady as a hum.
  if ((soundEnd - soundStart) / rateHz < limit.leastJudgedSeconds) return undefined;
  if (spreadDb < limit.leastSpreadDb) {
    return { kind, measured: spreadDb, limit: limit.leastSpreadDb, unit: "dB" };
  }
  if (voicedShare >= limit.leastVoicedShare) return undefined;
  return { kind, measured: voicedShare, limit: limit.leastVoicedShare, unit: "share" };
}

function paceFault(figures: SegmentFigures, text: string, norms: Norms): Fault | undefined {
  const length = Math.max(1, spokenLength(text));
  const pace = paceOf(figures, text);
  const shorter = limit.shortestSlackSeconds / length;
  const longer = limit.longestSlackSeconds / length;
  if (norms.pace === undefined) {
    const fastest = limit.fastestSecondsPerLetter - shorter;
    return outside(pace, fastest, limit.slowestSecondsPerLetter + longer, "s per letter");
  }
  const shortest = limit.shortestPace - shorter / norms.pace;
  const longest = limit.longestPace + longer / norms.pace;
  return outside(pace / norms.pace, shortest, longest, "times the voice's pace");
}

function outside(
  measured: number,
  least: number,
  most: number,
  unit: Fault["unit"],
): Fault | undefined {
  if (measured < least) return { kind: "too_short", measured, limit: least, unit };
  return measured > most ? { kind: "too_long", measured, limit: most, unit } : undefined;
}

function clippingIn({ clippedShare }: SegmentFigures): Fault | undefined {
  if (clippedShare <= limit.mostClippedShare) return undefined;
  const kind = "clipping";
  return { kind, measured: clippedShare, limit: limit.mostClippedShare, unit: "share" };
}

function rateFault({ rateHz }: SegmentFigures, norms: Norms): Fault | undefined {
  if (norms.rateHz === undefined || norms.rateHz === rateHz) return undefined;
  return { kind: "wrong_rate", measured: rateHz, limit: norms.rateHz, unit: "Hz" };
}

/** Its end is loud, or its last silence is shorter than the voice ever leaves. */
function tailFault(figures: SegmentFigures, { endSeconds = 0 }: Norms): Fault | undefined {
  const kind = "dropped_tail";
  if (figures.tailDb > limit.loudestTailDb) {
    return { kind, measured: figures.tailDb, limit: limit.loudestTailDb, unit: "dB" };
  }
  const measured = endSecondsOf(figures);
  const shortest = endSeconds * limit.shortestEnd;
  if (endSeconds < limit.leastEndSeconds || measured >= shortest) return undefined;
  return { kind, measured, limit: shortest, unit: "s" };
}
