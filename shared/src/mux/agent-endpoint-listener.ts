import type { Drain, Welcome } from "../wire/messages.ts";
import type { AgentStream } from "./agent-stream.ts";

/** What the agent's endpoint of a session tells its owner. What a method throws ends the session. */
export interface AgentEndpointListener {
  /** The hub has answered; `resumed` when the streams of the last socket go on. */
  welcomed(welcome: Welcome, resumed: boolean): void;
  /** A request: call `listen`, then in the end `end` or `fail`, on its stream. */
  opened(stream: AgentStream): void;
  /**
   * A reference recording is no longer to be kept. Without streams that were resumed, `welcomed` says
   * the same of all of them: what the hub has asked for meanwhile is not known.
   */
  forget?(hash: string): void;
  /**
   * The hub takes its leave: connect anew after `reconnectMs`, finish what is in flight here. Said once
   * for each socket.
   */
  draining(drain: Drain): void;
  /** A listener of the session or of one of its streams has thrown this. Must not throw itself. */
  faulted?(thrown: unknown): void;
}
