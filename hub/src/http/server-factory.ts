import { Failure } from "@club/shared/wire/failures.ts";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import type { Clock } from "../clock.ts";
import type { Settings } from "../config.ts";
import { boundBodies } from "./body-timeout.ts";
import { limitConnections } from "./connection-limit.ts";
import { allowHalfOpen } from "./half-open.ts";
import { connectionCheckMs, headersTimeoutMs, keepAliveMs } from "./limits.ts";

/** Makes a server for a handler: what Fastify calls a server factory. */
export type HttpServerFactory = (handler: RequestListener) => Server;

/** Takes over a connection whose request asked for a WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** What serves WebSockets at a path. On others, and for other protocols, `Upgrade` means nothing (RFC 9110, 7.8). */
export type Upgrades = (path: string) => Upgrade | undefined;

/**
 * Node's HTTP or, with a certificate, HTTPS server, with the hub's timeouts. Throws INVALID_REQUEST
 * where the certificate cannot be read.
 */
export async function httpServerFactory(
  settings: Settings,
  upgrades: Upgrades,
  clock: Clock,
): Promise<HttpServerFactory> {
  const options = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: 0,
    connectionsCheckingInterval: connectionCheckMs,
    keepAliveTimeout: keepAliveMs,
    noDelay: true,
    shouldUpgradeCallback: (request: IncomingMessage) => upgradeOf(request, upgrades) !== undefined,
  };
  const prepared = <S extends Server>(server: S): S => {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      upgradeOf(request, upgrades)?.(request, socket, head),
    );
    allowHalfOpen(server, clock);
    limitConnections(server);
    boundBodies(server, clock);
    return server;
  };
  const { tlsCert, tlsKey } = settings;
  if (tlsCert === undefined || tlsKey === undefined) {
    return (handler) => prepared(createServer(options, handler));
  }
  const tls = { cert: await readPem(tlsCert), key: await readPem(tlsKey) };
  try {
    createTlsServer(tls).close();
  } catch (cause) {
    const message = `${tlsCert} and ${tlsKey} are no certificate and its key (${(cause as Error).message}).`;
    throw new Failure("INVALID_REQUEST", message, { cause });
  }
  return (handler) => prepared(createTlsServer({ ...options, ...tls }, handler));
}

function upgradeOf(
  { url = "", headers }: IncomingMessage,
  upgrades: Upgrades,
): Upgrade | undefined {
  const protocols = (headers.upgrade ?? "").split(",").map((one) => one.trim().toLowerCase());
  if (!protocols.includes("websocket")) return undefined;
  return upgrades(url.split("?", 1)[0] ?? "");
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const message = `${path} cannot be read (${(cause as Error).message}).`;
    throw new Failure("INVALID_REQUEST", message, { cause });
  }
}
