import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { socketOptions } from "../../src/channel/ws-channel.ts";

/** A WebSocket server on a free port, with the options of Club's. */
export async function webSocketServer(): Promise<{
  readonly server: WebSocketServer;
  readonly port: number;
  readonly close: () => Promise<void>;
}> {
  const server = new WebSocketServer({ ...socketOptions, host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    await once(server, "close");
  };
  return { server, port, close };
}

/**
 * An open WebSocket to that port; rejects when it cannot be opened. `isMasked`: with a mask of its
 * own for each message, as over a public network, or with one of zeros.
 */
export async function openWebSocket(port: number, isMasked = true): Promise<WebSocket> {
  const { socket } = await openConnection(port, isMasked);
  return socket;
}

/** The same, with what the WebSocket runs over. */
export async function openConnection(
  port: number,
  isMasked: boolean,
): Promise<{ readonly socket: WebSocket; readonly connection: Duplex }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, {
    ...socketOptions,
    handshakeTimeout: 2_000,
    ...(isMasked ? {} : { generateMask: (mask: Buffer) => void mask.fill(0) }),
  });
  const upgraded = once(socket, "upgrade") as Promise<[IncomingMessage]>;
  const [[response]] = await Promise.all([upgraded, once(socket, "open")]);
  return { socket, connection: response.socket };
}
