import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { Clock } from "../clock.ts";
import { closeIdleEveryMs, leastReserve, usualDescriptors } from "./limits.ts";

/**
 * Keeps descriptors for what requests need (files, programs, the database): beyond so many
 * connections further ones are refused, and shortly before that idle ones are closed.
 */
export function limitConnections(
  server: Server,
  clock: Clock,
  descriptors: number = descriptorLimit(),
): void {
  const most = descriptors - Math.max(leastReserve, Math.floor(descriptors / 4));
  server.maxConnections = Math.max(1, most);
  let connections = 0;
  let closedMs = -Infinity;
  server.on("connection", (socket) => {
    connections += 1;
    socket.once("close", () => (connections -= 1));
    const nowMs = clock.monotonicMs();
    if (connections < 0.9 * most || nowMs - closedMs < closeIdleEveryMs) return;
    closedMs = nowMs;
    server.closeIdleConnections();
  });
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
