import { Agent, request as httpRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { requestTimeoutMs } from "../limits.ts";
import type { Target } from "./plan.ts";

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });

export type BodyReader = {
  /** A piece of a 200's body; returns false to give the request up. */
  take(bytes: Buffer): boolean;
};

/**
 * One POST, read to its end unless the reader gives it up. Rejects on every status but 200, and on a
 * body that was cut off.
 */
export function post(target: Target, body: string, reader: BodyReader): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      ...target.headers,
    };
    const request = httpRequest(target.url, { method: "POST", agent, headers });
    const timer = setTimeout(() => request.destroy(new Error("timeout")), requestTimeoutMs);
    request.on("error", reject);
    request.on("close", () => clearTimeout(timer));
    request.on("response", (response) => {
      response.on("error", reject);
      if (response.statusCode === 200) readTo(response, reader, resolve);
      else refuse(response, reject);
    });
    request.end(body);
  });
}

function readTo(response: IncomingMessage, reader: BodyReader, done: () => void): void {
  response.on("data", (bytes: Buffer) => {
    if (reader.take(bytes)) return;
    response.destroy();
    done();
  });
  response.on("end", done);
}

function refuse(response: IncomingMessage, reject: (error: Error) => void): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    text += part.slice(0, shownCharacters);
  });
  response.on("end", () =>
    reject(new Error(`${response.statusCode}: ${text.slice(0, shownCharacters)}`)),
  );
}

const shownCharacters = 300;
