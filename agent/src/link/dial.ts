import type { IncomingMessage } from "node:http";
import { Agent as TlsAgent } from "node:https";
import { socketOptions, WsChannel } from "@club/shared/channel/ws-channel.ts";
import { Failure } from "@club/shared/wire/failures.ts";
import { WebSocket } from "ws";
import { agentLimits } from "../limits.ts";
import { agentUrl, isLoopback } from "./agent-url.ts";
import { proxyFor } from "./proxy.ts";
import { refusedUpgrade, unreachableHub } from "./refusal.ts";
import { retryAfterMs } from "./retry-after.ts";

export type DialOptions = {
  /** The hub's http(s) address. */
  readonly hub: URL;
  readonly token: string;
  readonly userAgent: string;
  /** TCP, TLS and the upgrade together. */
  readonly handshakeMs: number;
  readonly signal: AbortSignal;
};

/**
 * Opens the tunnel's channel. Throws a Failure that says what to do: CONN_LOST, or what the hub's
 * refusal means (`refusal.ts`); CANCELLED once the signal fired.
 */
export function dial(options: DialOptions): Promise<WsChannel> {
  const { promise, resolve, reject } = Promise.withResolvers<WsChannel>();
  const socket = open(options);
  const cancel = (): void => {
    reject(new Failure("CANCELLED", "The agent is stopping."));
    socket.terminate();
  };
  socket.once("upgrade", (response) => {
    socket.once("open", () => resolve(new WsChannel(socket, response.socket)));
  });
  socket.on("error", (error) => reject(unreachableHub(options.hub.origin, error)));
  socket.once("unexpected-response", (request, response) => {
    readRefusal(response)
      .then(reject, reject)
      .finally(() => request.destroy());
  });
  if (options.signal.aborted) cancel();
  else options.signal.addEventListener("abort", cancel, { once: true });
  return promise.finally(() => options.signal.removeEventListener("abort", cancel));
}

function open({ hub, token, userAgent, handshakeMs }: DialOptions): WebSocket {
  const proxy = proxyFor(hub);
  const isPrivate = hub.protocol === "https:" || isLoopback(hub);
  return new WebSocket(agentUrl(hub), ["club.v1"], {
    ...socketOptions,
    handshakeTimeout: handshakeMs,
    followRedirects: false,
    headers: { authorization: `Bearer ${token}`, "user-agent": userAgent },
    ...(proxy === undefined
      ? {}
      : { agent: new TlsAgent({ proxyEnv: { HTTPS_PROXY: proxy.href } }) }),
    ...(isPrivate ? { generateMask: zeroMask } : {}),
  });
}

/**
 * Masking protects old proxies from scripts that choose their bytes (RFC 6455, 10.3). Within TLS and
 * on this machine there is no such proxy, and a mask of zeros spares both ends a pass over all audio:
 * `ws` skips the XOR when it writes and when it reads.
 */
function zeroMask(mask: Buffer): void {
  mask.fill(0);
}

async function readRefusal(response: IncomingMessage): Promise<Failure> {
  const waitMs = retryAfterMs(response.headers["retry-after"], Date.now());
  return refusedUpgrade(response.statusCode ?? 0, await hubMessage(response), waitMs);
}

/** The `error.message` of the hub's JSON; empty when there is none. */
async function hubMessage(response: IncomingMessage): Promise<string> {
  const timer = setTimeout(() => response.destroy(), agentLimits.refusalMs);
  try {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > agentLimits.refusalBytes) return "";
      parts.push(part);
    }
    return messageIn(JSON.parse(Buffer.concat(parts).toString()));
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}

function messageIn(body: unknown): string {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : body;
  if (typeof error !== "object" || error === null || !("message" in error)) return "";
  return typeof error.message === "string" ? error.message.slice(0, agentLimits.errorChars) : "";
}
