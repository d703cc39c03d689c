/** The numbers of jobs, each with its reason. */

/** Sentences that are spoken as one, in characters: as for any text that is not streamed. */
export { groupCharacters as segmentCharacters } from "../../text/limits.ts";

/** A sentence longer than this is cut inside: a minute of speech, which every engine takes. */
export const longestSegmentCharacters = 900;

/** Paragraphs that are cut before others have their turn: some milliseconds. */
export const paragraphsAtOnce = 64;

/** Segments of one job that are spoken or wait to be: more slots than a club's homes have together. */
export const segmentsAtOnce = 32;

/** Jobs that run at once, in all and of one user; the others are queued. */
export const maxRunning = 8;
export const maxRunningPerUser = 2;

/** Jobs of one user that have not ended: a shelf of books. */
export const maxUnfinishedPerUser = 50;

/** How often a segment with faults is spoken again before it is flagged. */
export const maxTakesAgain = 3;

/** Failures of engines with one segment before the job fails of it: by then each home has had its try. */
export const maxEngineFailures = 12;

/** How often a segment gives its slot back for a request; then it is spoken to its end. */
export const maxYields = 3;

/** Between two tries where nobody can speak now, or the disk is full. */
export const retryMs = 2_000;

/** A job that has got nowhere for so long fails: its homes are not coming back. */
export const maxStalledMs: number = 7 * 24 * 60 * 60 * 1000;

/** One segment's audio: ten minutes of 48 kHz, far beyond what its checks let pass. */
export const maxSegmentBytes: number = 64 * 1024 * 1024;

/** Files that are made at once; each takes a core for a while. */
export const maxMasterings = 2;

/** Listeners that wait for a file to be made. */
export const maxWaitingMasterings = 64;

/** A WAV's sizes are 32 bits wide. */
export const maxWavBytes: number = 2 ** 32 - 100;

/** Jobs in one answer of the list. */
export const maxListed = 100;

/** A job's progress is told no oftener: a reader sees no more, and each costs a look at the job. */
export const progressEveryMs = 500;

/** The most that a webhook is followed to another address. */
export const maxRedirects = 3;

/** How long a webhook's receiver may take. */
export const webhookMs = 10_000;

/** Before the second try at a webhook; twice as long before each further one, some two hours in all. */
export const firstWebhookRetryMs = 1_000;
export const maxWebhookTries = 14;
