/** The numbers of upkeep, each with its reason. */

/** Entries that a walk through the history reads at a time: about a millisecond. */
export const pageEntries = 200;

/** Between two rounds of retention: nobody's policy is finer than an hour. */
export const retentionEveryMs: number = 60 * 60 * 1000;

/**
 * Between two checkpoints. Often enough that each has little to flush: at 1,000 requests a second the
 * log grows by some 8 MB meanwhile.
 */
export const checkpointEveryMs = 250;

/** Between two looks for what a hub that was cut off has left. */
export const repairEveryMs = 15_000;

/** Between two tries to store the end of a request: a database that was locked is free by then. */
export const endRetryMs = 500;

/** How long a request waits for its end to be stored; then it is kept, and the request is over. */
export const maxEndWaitMs = 5_000;

/** Ends that wait at once, some 20 MB: without the database no request begins, so more never come. */
export const maxWaitingEnds = 20_000;

/** From one run of retention to the next: a weekend off is usual, more is a wrong clock or a long absence. */
export const maxPlausibleGapMs: number = 3 * 24 * 60 * 60 * 1000;

/** A clock that stays far ahead for so long is right after all; an operator has seen the warning by then. */
export const timeTrustedAfterMs: number = 24 * 60 * 60 * 1000;

/** Between two comparisons of the audio with the history: each walks through all of both. */
export const mendEveryMs: number = 6 * 60 * 60 * 1000;

/** Between two looks at whether every folder of the archive takes files. */
export const lookEveryMs = 60_000;

/** A copy without a request that is younger may belong to a restore or a hub that is just at it. */
export const orphanAgeMs: number = 60 * 60 * 1000;
