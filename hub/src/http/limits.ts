/** The numbers of the HTTP side, each with its reason. */

/** Headers must be here in this time: a slow-loris holds a socket no longer. */
export const headersTimeoutMs = 15_000;

/** A whole body. Uploads of voice samples over a thin line take their time. */
export const requestTimeoutMs = 120_000;

/** How often connections are looked at for late headers. */
export const connectionCheckMs = 5_000;

/** An idle keep-alive connection: longer than the usual load balancer's 60 s, so that it closes first. */
export const keepAliveMs = 72_000;

/** Beside the text: a JSON body's other fields. */
export const bodySpareBytes = 65_536;

/** One character may be written `\ud83d\ude00` in JSON. */
export const bytesPerJsonCharacter = 12;

/** Half of the shortest usual idle limit of a proxy, 30 s: how often an event stream says something. */
export const heartbeatMs = 15_000;

/** How long a reader of events waits before it connects again. */
export const eventsRetryMs = 2_000;

/** An event is some 60 bytes: a reader with so many waiting has slept for a thousand of them. */
export const maxWaitingEventBytes = 65_536;

/** Windows of one user that watch events at once; a hidden one does not. */
export const maxEventStreamsPerUser = 50;

/** A busy hub's registry changes with every request; people read no faster than this. */
export const registryEventsEveryMs = 1_000;

/**
 * Before the first probe of a consumer that closed its half of the connection: most answers are out
 * by then; and before the second: a reset has come back by then.
 */
export const halfOpenProbeMs = 25;

/** Between further probes: how long a slot is held for a consumer that goes later. */
export const halfOpenAgainMs = 5_000;

/** Descriptors where the system does not tell: the usual limit of a shell. */
export const usualDescriptors = 1_024;

/** Descriptors that connections never take: twenty requests with an encoder, and what the hub has open. */
export const leastReserve = 128;

/** Requests of one user in a minute, but for speech: far more than a dashboard or a script asks. */
export const requestsPerMinute = 12_000;

/** Requests of one address in a minute to what needs no key: a household behind one address, signing in. */
export const strangersRequestsPerMinute = 600;

/** Scrapers of the listener for metrics: a few Prometheuses, and descriptors are for requests. */
export const maxMetricsConnections = 64;

/** What one user may change in a minute that the audit log tells: a page of links, ended one by one. */
export const changesPerMinute = 60;
