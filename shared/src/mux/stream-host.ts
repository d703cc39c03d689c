import type { Message } from "../wire/messages.ts";
import type { Link } from "./link.ts";

/** A stream as the link sees it when its turn comes. */
export interface Sender {
  readonly id: number;
  /** What could go out now, as far as the stream's own window goes. An END needs no credit. */
  readonly ready: "data" | "end" | undefined;
  /** Nothing of it has been sent yet: its listener waits for the first sound. */
  readonly isFresh: boolean;
  /**
   * The next frame, with at most `maxBytes` bytes of data. Only when `ready` says so; where it gives none
   * after all, `ready` says no more.
   */
  nextMessage(
    maxBytes: number,
    nowMs: number,
  ): (Message & { type: "DATA" | "PROMPT" | "TIMES" | "END" }) | undefined;
}

/** What a stream needs of the session it belongs to. */
export interface StreamHost {
  /** The socket's link, where there is one that is ready for stream frames. */
  readonly link: Link | undefined;
  /** There is something to send. */
  wake(): void;
  /** The stream wants a tick then. */
  wakeAt(atMs: number): void;
  /** The peer broke the protocol: ends the session. */
  violated(reason: string): void;
  /** Calls a listener. What it throws is a fault of this side: it ends the session, and nothing else. */
  tell(call: () => void): void;
  /** The stream is over on both sides. */
  closed(stream: Sender): void;
}

/** What the agent's streams need of their session beside what the hub's need. */
export interface AgentStreamHost extends StreamHost {
  /** Whether the hub takes TIMES. */
  readonly takesTimes: boolean;
  /** The hub's cancel, which came at `sinceMs`, is being answered. */
  cancelAnswered(sinceMs: number): void;
}
