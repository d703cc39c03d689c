import type { Failure } from "../wire/failures.ts";

/** What the agent's side of a stream tells its user. What a method throws ends the session. */
export interface AgentStreamListener {
  /** Stop the engine, then call `end` or `fail`: the hub waits for that. */
  cancelled(failure: Failure): void;
  /** There is room to write again. */
  writable(): void;
  /** A piece of the reference recording is there to take. */
  promptReadable(): void;
}

/** Of a stream that nobody listens to yet. */
export const silentListener: AgentStreamListener = {
  cancelled: () => undefined,
  writable: () => undefined,
  promptReadable: () => undefined,
};
