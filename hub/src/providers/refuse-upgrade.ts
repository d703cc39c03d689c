import { errorBody } from "@club/shared/wire/error-body.ts";
import type { Failure } from "@club/shared/wire/failures.ts";
import { limits } from "@club/shared/wire/limits.ts";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Answers an HTTP upgrade with an error in the API's own envelope, and closes the socket. `further`: header
 * lines of another API.
 */
export function refuseUpgrade(
  socket: Duplex,
  failure: Failure,
  further: readonly string[] = [],
): void {
  const body = JSON.stringify(errorBody(failure));
  const head = [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status] ?? "Error"}`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...further,
  ];
  if (failure.retryAfterMs !== undefined) {
    head.push(`Retry-After: ${Math.ceil(failure.retryAfterMs / 1000)}`);
  }
  if (failure.code === "VERSION_REFUSED") head.push(`Club-Protocol: ${limits.protocol.oldest}`);
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
