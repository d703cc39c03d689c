import { WebSocket } from "ws";
import { closeCodes, limits } from "../wire/limits.ts";
import type { Channel, ChannelListener } from "./channel.ts";

/** Options for every WebSocket of Club, at both ends: see PROTOCOL.md, "Upgrade". */
export const socketOptions = {
  perMessageDeflate: false,
  maxPayload: limits.frameBytes as number,
  /** Frames are small: nobody has a reason to send one in pieces. */
  maxFragments: 16,
} as const;

/** A `ws` socket as a Channel. It is never paused: a paused one neither pongs nor reports its death. */
export class WsChannel implements Channel {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  #drained = (): void => undefined;

  send(frame: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame, this.#drained);
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, truncated(reason));
    const force = setTimeout(() => this.#socket.terminate(), closeGraceMs);
    force.unref();
    this.#socket.once("close", () => clearTimeout(force));
  }

  listen(listener: ChannelListener): void {
    this.#drained = () => listener.drained();
    this.#socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (isBinary) listener.message(data);
      else this.close(closeCodes.protocol, "frames are binary");
    });
    this.#socket.on("error", () => this.#socket.terminate());
    this.#socket.once("close", (code: number, reason: Buffer) =>
      listener.closed(code === noCode ? undefined : code, reason.toString()),
    );
  }
}

/** `ws` reports 1006 for a connection that ended without a close frame (RFC 6455, 7.4.1). */
const noCode = 1006;
/** A peer that is alive answers a close within a round trip. */
const closeGraceMs = 2_000;

/** RFC 6455, 5.5: a close frame's reason fits into 123 bytes. */
function truncated(reason: string): string {
  return Buffer.from(reason).subarray(0, 120).toString();
}
