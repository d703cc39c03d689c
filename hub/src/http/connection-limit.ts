import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { leastReserve, usualDescriptors } from "./limits.ts";

/**
 * Keeps descriptors for what requests need (files, programs, the database): beyond so many
 * connections further ones are refused. Shortly before that, each new one closes the one that has
 * been silent for longest, before its first request or between two: whoever asks at once gets in.
 */
export function limitConnections(server: Server, descriptors: number = descriptorLimit()): void {
  const most = Math.max(1, descriptors - Math.max(leastReserve, Math.floor(descriptors / 4)));
  server.maxConnections = most;
  let connections = 0;
  /** Connections without a request by their peer, the longest first. */
  const silent = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const peer = peerOf(socket);
    connections += 1;
    if (connections >= 0.9 * most) silent.values().next().value?.destroy();
    silent.set(peer, socket);
    socket.once("close", () => {
      connections -= 1;
      silent.delete(peer);
    });
  });
  server.on("request", ({ socket }, response) => {
    const peer = peerOf(socket);
    silent.delete(peer);
    response.once("close", () => {
      if (!socket.destroyed) silent.set(peer, socket);
    });
  });
  server.on("upgrade", ({ socket }) => silent.delete(peerOf(socket)));
}

/** The same for a connection and for the TLS in it. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** How many files and sockets this process may have open. Node has raised it as far as it may. */
export function descriptorLimit(path = "/proc/self/limits"): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync(path, "utf8"))?.[1];
    return soft === undefined ? usualDescriptors : Number(soft);
  } catch {
    return usualDescriptors;
  }
}
