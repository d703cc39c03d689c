import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { closeCodes, limits } from "../wire/limits.ts";
import { toPlain } from "../wire/plain-text.ts";
import { answerPings } from "./answer-pings.ts";
import type { Channel, ChannelListener } from "./channel.ts";
import { closeSocket } from "./close-socket.ts";

/** Options for every WebSocket of Club, at both sides: see PROTOCOL.md, "Transport". */
export const socketOptions = {
  perMessageDeflate: false,
  maxPayload: limits.frameBytes as number,
  /** Frames are small: nobody has a reason to send one in pieces. */
  maxFragments: 16,
  /** A flood of WebSocket pings would queue as many pongs: see `answerPings`. */
  autoPong: false,
} as const;

/** A `ws` socket as a Channel. It is never paused: a paused one neither pongs nor reports its death. */
export class WsChannel implements Channel {
  readonly #socket: WebSocket;
  readonly #connection: Pick<Duplex, "cork" | "uncork"> | undefined;
  #isCorked = false;
  #drained = (): void => undefined;
  /** The peer broke WebSocket's own rules, e.g. with a message that is too long. */
  #isBroken = false;

  /** `connection`: what the socket runs over; with it, all frames of a turn go out in one write. */
  constructor(socket: WebSocket, connection?: Pick<Duplex, "cork" | "uncork">) {
    this.#socket = socket;
    this.#connection = connection;
  }

  send(frame: Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#cork();
    this.#socket.send(frame, this.#drained);
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  close(code: number, reason: string): void {
    closeSocket(this.#socket, code, reason);
  }

  listen(listener: ChannelListener): void {
    this.#drained = () => listener.drained();
    this.#socket.on("message", (data: Buffer, isBinary: boolean) => {
      if (isBinary) listener.message(data);
      else this.close(closeCodes.protocol, "frames are binary");
    });
    answerPings(this.#socket);
    this.#socket.on("error", (error: NodeJS.ErrnoException) => {
      this.#isBroken ||= error.code?.startsWith("WS_ERR_") ?? false;
      this.#socket.terminate();
    });
    this.#socket.once("close", (code: number, reason: Buffer) => {
      if (this.#isBroken) listener.closed(closeCodes.protocol, "not a valid WebSocket message");
      else listener.closed(code === noCode ? undefined : code, toPlain(reason.toString()));
    });
  }

  /** Until every promise of this turn has had its say: a write costs more than most frames do. */
  #cork(): void {
    if (this.#connection === undefined || this.#isCorked) return;
    this.#isCorked = true;
    this.#connection.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      this.#connection?.uncork();
    });
  }
}

/** `ws` reports 1006 for a connection that ended without a close frame (RFC 6455, 7.4.1). */
const noCode = 1006;
