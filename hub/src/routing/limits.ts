/** The numbers of who speaks, each with its reason. */

/** How long a request waits for a slot before it is told to come back: SDKs give up after minutes. */
export const maxQueueMs = 10_000;

/** How long a request waits for a provider that is expected back: an agent's longest backoff. */
export const maxReturnMs = 30_000;

/** Requests that wait for a slot, in all and of one user: beyond it waiting would be in vain. */
export const maxWaiting = 1_000;
export const maxWaitingPerUser = 100;

/** Looking at providers' changes takes no more than this part of the time, however many wait and serve. */
export const lookShare = 0.1;

/** A look that takes no longer is worth no timer. */
export const quickLookMs = 0.1;

/** What a refused request is told to wait: about one short utterance. */
export const busyRetryAfterMs = 3_000;

/** While requests wait, the router looks this often: a socket may become healthy without an event. */
export const lookMs = 250;

/** After so many failures in a row a circuit breaker opens: twice may be chance. */
export const openAfterFailures = 3;

/** It opens, too, when half of its latest attempts have failed: one in two is no service. */
export const recentAttempts = 20;
export const minAttemptsForRatio = 10;
export const openAtFailureRatio = 0.5;

/** Open for so long at first, twice as long after each failed trial, up to the bound. */
export const openMs = 10_000;
export const maxOpenMs = 300_000;

/** How much one new measurement moves the average time to first audio. */
export const firstAudioWeight = 0.3;

/** Services whose circuit breaker is kept after their provider has gone, so that a bad one stays known. */
export const maxBreakers = 10_000;

/** Times to first audio within a factor of two of each other count as equal. */
export const equalSpeedFactor = 2;

/** What a request for a model that is loading is told to wait: most models load in half a minute. */
export const notReadyRetryAfterMs = 5_000;

/** Owners whose last turn is remembered; the longest ago is forgotten first. */
export const maxOwnerTurns = 10_000;

/** How far back a service's load and speed are drawn: an evening's change is seen, and it costs 60 small rows. */
export const trendMinutes = 60;

/** Requests that a service has ended and that are still shown: some two screens. */
export const maxEndedWork = 50;
