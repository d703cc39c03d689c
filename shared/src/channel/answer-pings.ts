import type { WebSocket } from "ws";
import { RateLimit } from "../mux/rate-limit.ts";
import { closeCodes, limits } from "../wire/limits.ts";
import { closeSocket } from "./close-socket.ts";

/**
 * Answers the pings of a socket that does not do so by itself (`autoPong: false`). Some libraries ping and
 * want an answer; a peer that floods or does not read gets none.
 */
export function answerPings(socket: WebSocket): void {
  const rate = new RateLimit(limits.controlFramesPerSecond, performance.now());
  const count = (): boolean => {
    const isAllowed = rate.allows(performance.now());
    if (!isAllowed) closeSocket(socket, closeCodes.rate, "too many pings");
    return isAllowed;
  };
  socket.on("pong", count);
  socket.on("ping", (data: Buffer) => {
    if (count() && socket.bufferedAmount <= limits.socketBufferBytes) socket.pong(data);
  });
}
