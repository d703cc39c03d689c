/** The numbers of who speaks, each with its reason. */

/** How long a request waits for a slot before it is told to come back: SDKs give up after minutes. */
export const maxQueueMs = 10_000;

/** How long a request waits for a provider that is expected back: an agent's longest backoff. */
export const maxReturnMs = 30_000;

/** Requests that wait for a slot, in all and of one key: beyond it waiting would be in vain. */
export const maxWaiting = 1_000;
export const maxWaitingPerKey = 100;

/** What a refused request is told to wait: about one short utterance. */
export const busyRetryAfterMs = 3_000;
