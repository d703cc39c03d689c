/** The numbers of the providers' side, each with its reason. */

/** Agents at once: a session is some 30 KiB, and file descriptors are raised for as many by the unit. */
export const maxSessions = 20_000;

/** Services of one owner for each agent that they may have: a machine has two or three models. */
export const servicesPerAgent = 4;

/** Voices of one owner for each agent that they may have: hundreds of machines have the same fifty. */
export const voicesPerAgent = 100;

/** Voices that any owner may have: the largest lists of a dozen engines. */
export const leastVoices = 10_000;

/** New connects a minute for each agent that an owner may have: a backoff that starts over needs few. */
export const connectsPerAgentAMinute = 4;

/** Owners behind one address whose agents may all connect anew in one minute. */
export const ownersPerAddress = 10;

/** A session's log tells of changes at most so often. */
export const logChangesEveryMs = 5_000;

/** Users and addresses whose rates are remembered; the oldest is forgotten first. */
export const maxRememberedRates = 50_000;

/** After BUSY a service is left alone for so long: its own count of slots has changed. */
export const busyPauseMs = 250;

/** How long a request waits for the first audio of one provider: the agent's own limits are shorter. */
export const firstAudioTimeoutMs = 120_000;

/** Beside that, for an engine that has to be started first and has not told how long that takes: as agents wait. */
export const usualWarmUpMs = 180_000;

/** How long a stream may stand still once audio has come. */
export const idleTimeoutMs = 60_000;

/**
 * A socket that is down for so long is not waited for where another provider can go on: a reconnect
 * takes a second at most, and what has been delivered plays for longer than that.
 */
export const moveAfterMs = 1_500;

/** Audio per time that is waited for it, measured over `idleTimeoutMs`: a slow CPU gives a tenth. */
export const minAudioPerWait = 0.05;

/** Machines that are remembered while they are away; the one seen longest ago is forgotten first. */
export const maxKnownMachines = 2_000;
