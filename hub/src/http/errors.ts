import { errorBody } from "@club/shared/wire/error-body.ts";
import { asFailure, Failure, type FailureCode } from "@club/shared/wire/failures.ts";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Socket } from "node:net";

/** Makes every error of every route, unknown ones included, OpenAI's envelope. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((thrown, request, reply) => sendFailure(failureOf(thrown), request, reply));
  app.setNotFoundHandler((request, reply) => {
    const message = `There is no ${request.method} ${request.url.split("?")[0]}.`;
    sendFailure(new Failure("NOT_FOUND", message), request, reply);
  });
}

/** Answers with a failure. What lies underneath is logged, never sent. */
export function sendFailure(failure: Failure, request: FastifyRequest, reply: FastifyReply): void {
  const level = failure.status >= 500 ? "warn" : "debug";
  request.log[level]({ err: failure, code: failure.code }, "request failed");
  if (failure.retryAfterMs !== undefined) {
    reply.header("retry-after", Math.min(60, Math.ceil(failure.retryAfterMs / 1000)));
  }
  if (isHopeless(failure)) reply.header("x-should-retry", "false");
  void reply.code(failure.status).type("application/json; charset=utf-8").send(errorBody(failure));
}

/** What Node refuses before there is a request: malformed or slow HTTP. */
export function refuseBadHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const failure = badHttp[error.code ?? ""] ?? new Failure("INVALID_REQUEST", "This is not HTTP.");
  const body = JSON.stringify(errorBody(failure));
  const head = `HTTP/1.1 ${failure.status} ${failure.code}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  socket.end(head + body, () => socket.destroy());
}

const badHttp: Readonly<Record<string, Failure>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Failure("REQUEST_TIMEOUT", "The request took too long to arrive."),
  HPE_HEADER_OVERFLOW: new Failure("TOO_LARGE", "The request's headers are too large."),
};

/** Whether the SDKs, which retry 429 and 5xx by themselves, should not: no other moment or provider will do. */
function isHopeless({ status, elsewhere, retryAfterMs }: Failure): boolean {
  return (status >= 500 || status === 429) && !elsewhere && retryAfterMs === undefined;
}

/** Whatever a route threw, as the failure that its client is told. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const { statusCode, message } = thrown as Partial<FastifyError>;
  const code = statusCode === undefined ? undefined : fastifyFailures[statusCode];
  if (code === undefined) return asFailure(thrown);
  return new Failure(code, messages[code] ?? message ?? "The request is not valid.", {
    cause: thrown,
  });
}

/** What Fastify itself refuses, by its status. */
const fastifyFailures: Readonly<Record<number, FailureCode>> = {
  400: "INVALID_REQUEST",
  // A path that leads out of the folder of the dashboard's files.
  403: "NOT_FOUND",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  408: "REQUEST_TIMEOUT",
  413: "TOO_LARGE",
  414: "TOO_LARGE",
  415: "UNSUPPORTED_MEDIA",
};

const messages: Partial<Readonly<Record<FailureCode, string>>> = {
  NOT_FOUND: "There is no such file.",
  TOO_LARGE: "The request is larger than this hub takes.",
  UNSUPPORTED_MEDIA: "Send the body as application/json.",
};
