import type { Cue } from "../../store/history-store.ts";
import type { LiveChunk } from "../spoken.ts";

/** When each character is heard, in seconds: within the piece of the text that it stands in. */
export type CharacterTimes = {
  readonly characters: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
};

/**
 * The characters of the pieces that begin in a chunk. Where a character is heard within its piece is not
 * known, and not made up: each has the time at which the piece begins. How long the piece will be is not
 * known either, so its end is that of the chunk.
 */
export function timesInChunk({ begins, rateHz, endSeconds }: LiveChunk): CharacterTimes {
  return timesOf(begins, rateHz, ({ startFrame }) => Math.max(startFrame / rateHz, endSeconds));
}

/** The same of pieces that have been spoken: each of their characters has all of its piece's time. */
export function timesOf(
  cues: readonly Cue[],
  rateHz: number,
  endOf: (cue: Cue) => number = ({ endFrame }) => endFrame / rateHz,
): CharacterTimes {
  const all = cues.flatMap((cue) =>
    Array.from(cue.text, (character) => ({ character, cue, end: endOf(cue) })),
  );
  return {
    characters: all.map(({ character }) => character),
    starts: all.map(({ cue }) => cue.startFrame / rateHz),
    ends: all.map(({ end }) => end),
  };
}

/** As messages over a WebSocket have it, in whole ms from `originSeconds` on. Null: no piece begins. */
export function socketAlignment(times: CharacterTimes, originSeconds: number): object | null {
  if (times.characters.length === 0) return null;
  const ms = (seconds: number): number => Math.max(0, Math.round((seconds - originSeconds) * 1000));
  return {
    chars: times.characters,
    charStartTimesMs: times.starts.map(ms),
    charDurationsMs: times.starts.map((start, at) => ms(times.ends[at] ?? start) - ms(start)),
  };
}

/** As answers over HTTP have it, in seconds. Null: no piece begins. */
export function httpAlignment(times: CharacterTimes): HttpAlignment | null {
  if (times.characters.length === 0) return null;
  return {
    characters: [...times.characters],
    character_start_times_seconds: [...times.starts],
    character_end_times_seconds: [...times.ends],
  };
}

export type HttpAlignment = {
  characters: string[];
  character_start_times_seconds: number[];
  character_end_times_seconds: number[];
};
