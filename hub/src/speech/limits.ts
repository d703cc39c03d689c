/** The numbers of a request's life, each with its reason. */

/** How long a request waits for a slot before it is told to come back: SDKs give up after minutes. */
export const maxQueueMs = 10_000;

/** How long a request waits for a provider that is expected back: an agent's longest backoff. */
export const maxReturnMs = 30_000;

/** Requests that wait for a slot, in all and of one key: beyond it waiting would be in vain. */
export const maxWaiting = 1_000;
export const maxWaitingPerKey = 100;

/** What a refused request is told to wait: about one short utterance. */
export const busyRetryAfterMs = 3_000;

/** Providers tried for one piece of text; more failures than this are no accident of one of them. */
export const maxAttempts = 4;

/** A request's whole life: an hour, the longest that the wire allows. */
export const deadlineMs = 3_600_000;

/** Characters of one utterance for an engine that does not stream: a few seconds until it answers. */
export const unstreamedCharacters = 300;

/** The shortest first piece: a title or an interjection alone sounds cut off. */
export const shortestPieceCharacters = 20;

/** Faded at both sides of a join: too short to hear, long enough not to click. */
export const fadeMs = 4;

/** A consumer that takes nothing for so long is cut off; the copy stays in its history. */
export const idleConsumerMs = 300_000;
