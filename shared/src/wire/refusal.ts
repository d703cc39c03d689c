import type { closeCodes } from "./limits.ts";

/** A WebSocket close code of Club. */
export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];

/**
 * How a socket is closed by whoever will not go on with its peer. `reason` is for people at the other
 * side, in this program's own words: nothing that a peer has sent is repeated in it.
 */
export type Refusal = { readonly code: CloseCode; readonly reason: string };
