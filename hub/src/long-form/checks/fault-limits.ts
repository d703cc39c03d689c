/** Where a fault begins. docs/books.md has what engines measure, and how to get the figures again. */

/** Segments of a voice that count for what is usual of it: a chapter's. */
export const keptSegments = 101;

/** Segments of a voice from which on something is usual of it. */
export const leastKept = 5;

/** Texts shorter than this do not count for a voice's pace, in units of `spokenLength`. */
export const leastCounted = 20;

/** Speech reaches this level, in dBFS. */
export const quietestSpeechDb = -45;

/** The longest silence within a segment, or at one of its ends: engines leave 0.8 s between sentences. */
export const longestPauseSeconds = 2;

/** The longest steady sound: in speech it is a long vowel, of 0.54 s at most. */
export const longestSteadySeconds = 0.8;

/** Sound shorter than this is one syllable, and may be like noise. */
export const leastJudgedSeconds = 0.5;

/** Speech goes up and down by syllables, at least 8 dB; noise and hums do not. */
export const leastSpreadDb = 6;

/** Two thirds of speech and more have a pitch; noise has none. */
export const leastVoicedShare = 0.25;

/**
 * Against the voice's own median pace: engines' segments of 20 letters and more are within 0.74 and 1.22
 * of it. A single word may be clipped or drawled by the slack, which nobody notices in a longer text.
 */
export const shortestPace = 0.7;
export const shortestSlackSeconds = 0.15;
export const longestPace = 1.45;
export const longestSlackSeconds = 0.35;

/** Before a voice has a median: seconds for each letter, of the fastest and the slowest. */
export const fastestSecondsPerLetter = 0.02;
export const slowestSecondsPerLetter = 0.25;

/** The share of clipped samples from which on it is heard. */
export const mostClippedShare = 0.001;

/** The last 10 ms against the loudest windows: of what engines end by themselves it is below -40. */
export const loudestTailDb = -30;

/** The silence at the end against the shortest that the voice leaves: a pause that was cut is shorter. */
export const shortestEnd = 0.5;

/** Voices that leave less than this do not end in a silence of their own. */
export const leastEndSeconds = 0.05;
