import * as http from "node:http";
import * as https from "node:https";
import { Failure } from "@club/shared/wire/failures.ts";
import { engineLimits } from "../limits.ts";
import { type ApiKeyConfig, readApiKey } from "./api-key.ts";
import { encodeForm } from "./multipart.ts";
import { readAtMost } from "./read-at-most.ts";

/** Speaks HTTP with one server, over connections that are kept alive. */
export type HttpClient = {
  /** GET; the status is the caller's to judge. Throws NOT_READY when nobody listens there. */
  get(path: string, signal: AbortSignal): Promise<HttpReply>;
  /** POST of JSON, a form or plain text. */
  post(path: string, body: object | FormData | string, signal: AbortSignal): Promise<HttpReply>;
};

export type HttpReply = {
  readonly status: number;
  header(name: string): string | undefined;
  /** The bytes as they come; leaving the iteration closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The body as text, cut at `mostBytes`. */
  text(mostBytes: number): Promise<string>;
};

/** A client for paths below `root`, e.g. `http://127.0.0.1:8880`. */
export function httpClient(root: string, key: ApiKeyConfig = {}): HttpClient {
  const { request, Agent } = root.startsWith("https:") ? https : http;
  // Bounds on waits are the caller's (watchdog.ts): they differ by preset and are configured in ms.
  const agent = new Agent({ keepAlive: true, timeout: engineLimits.idleConnectionMs });
  const send = async (path: string, { method, type, body, signal }: Sending) => {
    const url = root + path;
    const headers = { ...(await authorization(key)), ...(type && { "content-type": type }) };
    try {
      const asked = request(url, { method, headers, agent });
      return reply(await answerTo(asked, body, signal), url);
    } catch (error) {
      throw brokenOff(error, url);
    }
  };
  return {
    get: (path, signal) => send(path, { method: "GET", signal }),
    async post(path, body, signal) {
      const method = "POST";
      if (body instanceof FormData) {
        return await send(path, { method, signal, ...(await encodeForm(body)) });
      }
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

function reply(response: http.IncomingMessage, url: string): HttpReply {
  const body = new ReplyBody(response, url);
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

  constructor(response: AsyncIterable<Uint8Array>, url: string) {
    this.#chunks = response[Symbol.asyncIterator]();
    this.#failed = (error) => {
      throw brokenOff(error, url);
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

async function authorization(key: ApiKeyConfig): Promise<Record<string, string>> {
  const secret = await readApiKey(key);
  return secret === undefined ? {} : { authorization: `Bearer ${secret}` };
}

const connectTimeout = "CONNECT_TIMEOUT";

/** Codes of connections that never came about: nothing has been asked of the server. */
const notThere = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  connectTimeout,
]);

function brokenOff(error: unknown, url: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  const { host } = new URL(url);
  if (code !== undefined && notThere.has(code)) {
    return new Failure("NOT_READY", `No speech server answers at ${host}.`, { cause: error });
  }
  return new Failure("ENGINE_FAILED", `The speech server at ${host} broke off.`, { cause: error });
}
