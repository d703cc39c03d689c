import type { Failure } from "../wire/failures.ts";
import type { Drain, ServiceDeclaration } from "../wire/messages.ts";

/** What the hub's endpoint of a session tells its owner. What a method throws ends the session. */
export interface HubEndpointListener {
  /** The agent declared its services anew. */
  declared(services: readonly ServiceDeclaration[]): void;
  /** The agent takes nothing new; said once for each socket. */
  draining(drain: Drain): void;
  /** The session is over, and with it every stream. */
  over(failure: Failure): void;
  /** A listener of the session or of one of its streams has thrown this. Must not throw itself. */
  faulted?(thrown: unknown): void;
}
