import * as http from "node:http";
import * as https from "node:https";
import { engineLimits } from "../limits.ts";
import { type ApiKeyConfig, readApiKey } from "./api-key.ts";
import { brokenOff, connectTimeout } from "./broken-off.ts";
import { Form } from "./form.ts";
import { readAtMost } from "./read-at-most.ts";
import { type ServerAddress, serverAddress } from "./server-address.ts";

/** Speaks HTTP with one server, over connections that are kept alive. */
export type HttpClient = {
  /** GET; the status is the caller's to judge. Throws NOT_READY when nobody listens there. */
  get(path: string, signal: AbortSignal): Promise<HttpReply>;
  /** POST of JSON, a form or plain text. */
  post(path: string, body: object | Form | string, signal: AbortSignal): Promise<HttpReply>;
};

export type HttpReply = {
  readonly status: number;
  header(name: string): string | undefined;
  /** The bytes as they come; leaving the iteration closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The body as text, cut at `mostBytes`. */
  text(mostBytes: number): Promise<string>;
};

/**
 * A client for paths below `address`, e.g. `http://127.0.0.1:8880`. A user and password in it are sent
 * as Basic authentication, unless there is a key.
 */
export function httpClient(address: string, key: ApiKeyConfig = {}): HttpClient {
  const server = serverAddress(address);
  const { root, host } = server;
  const { request, Agent } = root.startsWith("https:") ? https : http;
  // Bounds on waits are the caller's (watchdog.ts): they differ by preset and are configured in ms.
  const agent = new Agent({ keepAlive: true, timeout: engineLimits.idleConnectionMs });
  const send = async (path: string, { method, type, body, signal }: Sending) => {
    const authorized = await authorization(key, server);
    const headers = { ...authorized, ...(type && { "content-type": type }) };
    for (let tries = 1; ; tries += 1) {
      const asked = request(root + path, { method, headers, agent });
      try {
        return reply(await answerTo(asked, body, signal), host);
      } catch (error) {
        if (signal.aborted || tries > 1 || !closedWhileIdle(asked, error))
          throw brokenOff(error, host);
      }
    }
  };
  return {
    get: (path, signal) => send(path, { method: "GET", signal }),
    async post(path, body, signal) {
      const method = "POST";
      if (body instanceof Form) return await send(path, { method, signal, ...body.encode() });
      const isText = typeof body === "string";
      const type = isText ? "text/plain; charset=utf-8" : "application/json";
      return await send(path, { method, type, signal, body: isText ? body : JSON.stringify(body) });
    },
  };
}

type Sending = {
  readonly method: "GET" | "POST";
  readonly signal: AbortSignal;
  readonly body?: string | Buffer;
  /** The Content-Type. */
  readonly type?: string;
};

/** Sends a request and waits for the head of its answer; all of it ends with the signal. */
function answerTo(
  asked: http.ClientRequest,
  body: string | Buffer | undefined,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  asked.once("response", resolve).on("error", reject);
  // Node's own `signal` option throws for nobody to catch when it fires as the answer ends.
  const giveUp = (): void => void asked.destroy();
  signal.addEventListener("abort", giveUp, { once: true });
  asked.once("close", () => signal.removeEventListener("abort", giveUp));
  if (signal.aborted) giveUp();
  asked.once("socket", (socket) => {
    if (!socket.connecting) return;
    const late = Object.assign(new Error("no connection in time"), { code: connectTimeout });
    const timer = setTimeout(() => asked.destroy(late), engineLimits.connectMs);
    const settled = (): void => clearTimeout(timer);
    const made = asked.protocol === "https:" ? "secureConnect" : "connect";
    socket.once(made, settled).once("close", settled);
  });
  asked.end(body);
  return promise;
}

/** The server has closed a connection that was kept alive, just as it was used again: nothing was done. */
function closedWhileIdle(asked: http.ClientRequest, error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return asked.reusedSocket && (code === "ECONNRESET" || code === "EPIPE");
}

function reply(response: http.IncomingMessage, host: string): HttpReply {
  const body = new ReplyBody(response, host);
  return {
    status: response.statusCode ?? 0,
    header(name) {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body,
    text: (mostBytes) => readAtMost(body, mostBytes),
  };
}

/** An answer's bytes, whose errors say which server broke off; each costs one promise, and no generator. */
class ReplyBody implements AsyncIterableIterator<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #failed: (error: unknown) => never;

  constructor(response: AsyncIterable<Uint8Array>, host: string) {
    this.#chunks = response[Symbol.asyncIterator]();
    this.#failed = (error) => {
      throw brokenOff(error, host);
    };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return this.#chunks.next().catch(this.#failed);
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }
}

async function authorization(
  key: ApiKeyConfig,
  address: ServerAddress,
): Promise<Record<string, string>> {
  const secret = await readApiKey(key);
  const authorization = secret === undefined ? address.authorization : `Bearer ${secret}`;
  return authorization === undefined ? {} : { authorization };
}
