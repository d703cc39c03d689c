/** The numbers of a request's life, each with its reason. */

/** Providers tried for one segment of text; more failures than this are no accident of one of them. */
export const maxAttempts = 4;

/** A request's whole life: an hour, the longest that the wire allows. */
export const deadlineMs = 3_600_000;

/** Faded at both sides of a join: too short to hear, long enough not to click. */
export const fadeMs = 4;

/** A consumer that takes nothing for so long is cut off; the copy stays in its history. */
export const idleConsumerMs = 300_000;

/** Audio that any text may have beside what its characters allow: pauses, breaths, a music bed. */
export const spareAudioSeconds = 30;

/** What a text without words sounds like: long enough to be a file that players take. */
export const silenceMs = 250;

/** Previews spoken at once: they take slots that requests would have. */
export const maxPreviewsAtOnce = 4;

/** Of those, of one user: an engine that hangs leaves the others room. */
export const maxPreviewsOfUser = 2;

/** A slow engine on a slow machine speaks a sentence in this time, its model loaded. */
export const maxPreviewMs = 60_000;

/** Twenty seconds of 48 kHz stereo; the sentence takes five. */
export const maxPreviewBytes = 4_000_000;

/** Some two hundred previews at 24 kHz. */
export const maxKeptPreviewBytes = 48_000_000;

export const previewRetryAfterMs = 1_000;
