/** The numbers of the checks. Where a comment names a figure of engines, docs/books.md says how to get it again. */

/** A window of levels: shorter than a syllable, longer than a period of the lowest voice. */
export const windowMs = 20;

/** Windows this far below the loudest ones are a pause. */
export const pauseBelowLoudDb = 35;

/** Whatever is below this is silence: twice the noise of 8-bit audio is above it. */
export const silenceDb = -60;

/** The loudest windows, as a share of all, are what levels are compared with: a click is none of them. */
export const loudShare = 0.1;

/** Pitch of speech, from a low man's to a child's. */
export const lowestPitchHz = 60;
export const highestPitchHz = 450;

/** Rate at which pitch is looked for: enough for the highest, and a sixth of the work. */
export const pitchRateHz = 4_000;

/** How alike a window and itself one period later are in a voiced sound. */
export const voicedLikeness = 0.5;

/** Samples this close to full scale, so many in a row, are clipped. */
export const clippedSample = 32_700;
export const clippedRun = 3;

/** Windows of one steady sound differ by so much from their mean. */
export const steadyDb = 2;
