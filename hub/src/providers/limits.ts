/** The numbers of the providers' side, each with its reason. */

/** Agents at once: a session is some 30 KiB, and file descriptors are raised for as many by the unit. */
export const maxSessions = 20_000;

/** Connects of one instance a minute: a backoff that starts over needs fewer than ten. */
export const connectsPerMinute = 20;

/** Instances and addresses whose rates are remembered; the oldest is forgotten first. */
export const maxRememberedRates = 50_000;

/** How often a connected agent's key is looked at again: a revoked one is closed within a minute. */
export const recheckMs = 30_000;

/** Services whose record is kept after their provider has gone, so that a bad one stays known. */
export const maxStandings = 10_000;

/** After so many failures in a row a service is set aside. */
export const failuresToSetAside = 3;

/** Set aside for so long at first, twice as long after each failed probe, up to the bound. */
export const asideMs = 10_000;
export const asideMaxMs = 300_000;

/** How much one new measurement moves the average time to first audio. */
export const firstAudioWeight = 0.3;

/** After BUSY a service is left alone for so long: its own count of slots has changed. */
export const busyPauseMs = 250;

/** How long a request waits for the first audio of one provider: the agent's own limits are shorter. */
export const firstAudioTimeoutMs = 120_000;

/** How long a stream may stand still once audio has come. */
export const idleTimeoutMs = 60_000;

/** While a request waits for a provider's audio, it looks this often at what may be wrong. */
export const lookMs = 250;

/**
 * A socket that is down for so long is not waited for where another provider can go on: a reconnect
 * takes a second at most, and what has been delivered plays for longer than that.
 */
export const moveAfterMs = 1_500;
