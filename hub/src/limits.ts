/** The numbers of the hub as a whole, each with its reason. */

/** How long a stopping hub lets its requests finish; with the next, half a minute. */
export const drainMs = 28_000;

/** How long the rest may take then, or after a second signal, before the process ends regardless. */
export const hurryMs = 2_000;

/** Agents of a stopping hub come back spread over so long each, up to the wire's bound. */
export const drainSpreadPerAgentMs = 20;

/**
 * After a start, agents of the hub before this one come back within so long: a request for a model
 * that its user has used before waits for them.
 */
export const agentsReturnMs = 30_000;

/** How long the answers of requests that a stopping hub has cancelled may take to go out. */
export const lastAnswersMs = 500;
