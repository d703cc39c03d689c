import type { IncomingMessage, Server } from "node:http";
import type { Clock } from "../clock.ts";
import { requestTimeoutMs } from "./limits.ts";

/** Bodies that are sent while they are written. */
const live = new WeakSet<IncomingMessage>();

/** This body takes as long as its writer does: whoever reads it bounds how long it may be silent. */
export function takeLive(request: IncomingMessage): void {
  live.add(request);
}

/** Bounds how long bodies take to arrive. Node's own bound has no exceptions. */
export function boundBodies(server: Server, clock: Clock): void {
  server.on("request", (request, response) => {
    if (!hasBody(request)) return;
    const timer = clock.after(requestTimeoutMs, () => {
      if (request.complete || live.has(request)) return;
      const error = Object.assign(new Error("too slow"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
      server.emit("clientError", error, request.socket);
    });
    response.once("close", () => timer[Symbol.dispose]());
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}
