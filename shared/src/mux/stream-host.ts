import type { Message } from "../wire/messages.ts";
import type { Link } from "./link.ts";

/** A stream as the link sees it when its turn comes. */
export interface Sender {
  readonly id: number;
  /** Whether bytes could go out now, as far as the stream's own window goes. */
  readonly hasData: boolean;
  /** The next frame, with at most `maxBytes` bytes of data; undefined when there is none now. */
  nextMessage(maxBytes: number): (Message & { type: "DATA" | "PROMPT" | "END" }) | undefined;
}

/** What a stream needs of the session it belongs to. */
export interface StreamHost {
  /** The socket's link, where there is one that is ready for stream frames. */
  readonly link: Link | undefined;
  wake(): void;
  /** The peer broke the protocol: ends the session. */
  violated(reason: string): void;
  /** The stream is over on both sides. */
  closed(stream: Sender): void;
}
