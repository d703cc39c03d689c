/** The numbers of the hub's own edge, each with its reason. */

/** Headers must be here in this time: a slow-loris holds a socket no longer. */
export const headersTimeoutMs = 15_000;

/** A whole request, body included. Uploads of voice samples over a thin line take their time. */
export const requestTimeoutMs = 120_000;

/** How often connections are looked at for the two above. */
export const connectionCheckMs = 5_000;

/** An idle keep-alive connection: longer than the usual load balancer's 60 s, so that it closes first. */
export const keepAliveMs = 72_000;

/** Beside the text: a JSON body's other fields. */
export const bodySpareBytes = 65_536;

/** One character may be written `\ud83d\ude00` in JSON. */
export const bytesPerJsonCharacter = 12;

/** How long a stopping hub lets its requests finish. */
export const drainMs = 30_000;

/** Agents of a stopping hub come back spread over so long each, up to the wire's bound. */
export const drainSpreadPerAgentMs = 20;

/**
 * After a start, agents of the hub before this one come back within so long: a request for a model
 * that its user has used before waits for them.
 */
export const agentsReturnMs = 30_000;
