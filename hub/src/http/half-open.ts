import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import { halfOpenAgainMs, halfOpenProbeMs } from "./limits.ts";

/**
 * A consumer that has closed its half of the connection before the answer began still waits for it,
 * as `nc` does and HTTP allows (RFC 9112, 9.6). One that has gone altogether sends the same FIN and
 * answers anything further with a reset, so it is sent a 102 (RFC 2518, 10.1), and another to notice
 * the reset. HTTP/1.0 has no such answers: there its absence shows with the first audio. A FIN in
 * the middle of an answer means that nobody reads it any more, as every proxy takes it.
 */
export function allowHalfOpen(server: Server, clock: Clock): void {
  // Node has this switch, off by default, but does not document it.
  (server as Server & { httpAllowHalfOpen?: boolean }).httpAllowHalfOpen = true;
  const responses = new WeakMap<Socket, ServerResponse>();
  server.on("request", ({ socket }, response) => void responses.set(socket, response));
  const onSocket = (socket: Socket): void => {
    socket.once("end", () => {
      const response = responses.get(socket);
      if (response === undefined || response.writableEnded || response.closed) return;
      if (response.headersSent) response.destroy();
      else probe(response, clock, [halfOpenProbeMs, halfOpenProbeMs]);
    });
  };
  server.on("connection", onSocket).on("secureConnection", onSocket);
}

/** `afterMs`: how long to wait before each of the next probes. */
function probe(response: ServerResponse, clock: Clock, [nextMs, ...later]: number[]): void {
  if (response.req.httpVersionMinor < 1) return;
  const timer = clock.after(nextMs ?? halfOpenAgainMs, () => {
    response.off("close", stop);
    if (response.headersSent || response.closed) return;
    response.writeProcessing();
    probe(response, clock, later);
  });
  const stop = (): void => timer[Symbol.dispose]();
  response.once("close", stop);
}
