import { Failure } from "@club/shared/wire/failures.ts";
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Settings } from "../config.ts";
import { connectionCheckMs, headersTimeoutMs, keepAliveMs, requestTimeoutMs } from "./limits.ts";

/** Makes a server for a handler: what Fastify calls a server factory. */
export type HttpServerFactory = (handler: RequestListener) => Server;

/**
 * Node's HTTP or, with a certificate, HTTPS server, with the hub's timeouts. Throws INVALID_REQUEST
 * where the certificate cannot be read.
 */
export async function httpServerFactory(settings: Settings): Promise<HttpServerFactory> {
  const options = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: connectionCheckMs,
    keepAliveTimeout: keepAliveMs,
    noDelay: true,
  };
  const { tlsCert, tlsKey } = settings;
  if (tlsCert === undefined || tlsKey === undefined) {
    return (handler) => createServer(options, handler);
  }
  const tls = { cert: await readPem(tlsCert), key: await readPem(tlsKey) };
  try {
    createTlsServer(tls).close();
  } catch (cause) {
    const message = `${tlsCert} and ${tlsKey} are no certificate and its key (${(cause as Error).message}).`;
    throw new Failure("INVALID_REQUEST", message, { cause });
  }
  return (handler) => createTlsServer({ ...options, ...tls }, handler);
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const message = `${path} cannot be read (${(cause as Error).message}).`;
    throw new Failure("INVALID_REQUEST", message, { cause });
  }
}
