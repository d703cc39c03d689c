import { WebSocket } from "ws";

/**
 * The one way to close a WebSocket. A reason that is too long for a close frame is cut, where `ws`
 * would throw; a peer that does not answer is disconnected by force. No effect on a socket that is
 * closed, or being closed.
 */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  socket.close(code, fittingReason(reason));
  const force = setTimeout(() => socket.terminate(), closeGraceMs);
  force.unref();
  socket.once("close", () => clearTimeout(force));
}

/** As much of the text, in whole characters, as fits into a close frame. */
export function fittingReason(text: string): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(reasonBytes));
  return text.slice(0, read);
}

/** RFC 6455, 5.5: a control frame carries 125 bytes, two of which are the code. */
const reasonBytes = 123;
/** A peer that is alive answers a close within a round trip. */
const closeGraceMs = 2_000;
