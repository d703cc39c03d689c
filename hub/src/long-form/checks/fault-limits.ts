/** Where a fault begins. docs/long-form.md has what engines measure, and how to get the figures again. */

/** Segments of a voice whose paces are kept: a chapter's. */
export const keptPaces = 101;

/** Segments of a voice from which on its median counts. */
export const leastPaces = 5;

/** Speech reaches this level, in dBFS. */
export const quietestSpeechDb = -45;

/** The longest pause within a segment. */
export const longestPauseSeconds = 3;

/** The longest steady sound in speech: a long vowel, a hiss before a word. */
export const longestSteadySeconds = 0.8;

/** Speech goes up and down by syllables; noise and hums do not. */
export const leastSpreadDb = 6;

/** Speech has pitch; noise has none. */
export const leastVoicedShare = 0.15;

/** Against the voice's own median pace. */
export const shortestPace = 0.65;
export const longestPace = 1.7;

/** Before a voice has a median: seconds for each letter, of the fastest and the slowest. */
export const fastestSecondsPerLetter = 0.02;
export const slowestSecondsPerLetter = 0.25;

/** Text shorter than this is not compared: one word may be drawled. */
export const leastComparedLength = 20;

/** The share of clipped samples from which on it is heard. */
export const mostClippedShare = 0.001;

/** The last 10 ms against the loudest windows: speech has died away by then. */
export const loudestTailDb = -12;
