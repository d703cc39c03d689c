import { Failure } from "@club/shared/wire/failures.ts";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, unlink } from "node:fs/promises";
import { createServer, request, type Server } from "node:http";
import { tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { type Clock, systemClock } from "../clock.ts";
import { dataFolder } from "../data-folder.ts";
import { makeOwnFolder } from "../private-files.ts";
import type { HubStatus } from "./hub-status.ts";

/**
 * Answers who asks on this machine, over a socket that only its owner may open. A hub that takes over
 * from another one takes the socket as well. Returns how to stop.
 */
export async function serveStatus(
  folder: string,
  status: () => Promise<HubStatus>,
): Promise<() => Promise<void>> {
  const path = socketPath(folder);
  if (path !== dataFolder(resolve(folder)).socket) await makeOwnFolder(dirname(path));
  await unlink(path).catch(() => undefined);
  const server: Server = createServer((_, response) => {
    status().then(
      (found) => response.setHeader("content-type", "application/json").end(JSON.stringify(found)),
      () => response.writeHead(500).end(),
    );
  });
  await once(server.listen(path), "listening");
  await chmod(path, 0o600);
  return async () => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
}

/** Asks the hub that runs on a data folder; undefined: none does. Throws NOT_READY when it hangs. */
export async function askStatus(
  folder: string,
  clock: Clock = systemClock,
): Promise<HubStatus | undefined> {
  const late = new AbortController();
  using _ = clock.after(answerMs, () => late.abort());
  const { signal } = late;
  const asked = request({ socketPath: socketPath(folder), path: "/status", signal }).end();
  try {
    const [response] = (await once(asked, "response")) as [NodeJS.ReadableStream];
    return JSON.parse(await text(response)) as HubStatus;
  } catch (cause) {
    if (!signal.aborted) return undefined;
    throw new Failure("NOT_READY", "The hub does not answer.", { cause });
  }
}

/** Disks are asked whether they can be written, which a full one takes its time for. */
const answerMs = 5_000;

/** In the data folder, or where that path is too long for a socket (108 bytes, unix(7)) a short one. */
function socketPath(folder: string): string {
  const path = dataFolder(resolve(folder)).socket;
  if (Buffer.byteLength(path) < 100) return path;
  const name = createHash("sha256").update(path).digest("hex").slice(0, 16);
  return join(tmpdir(), `club-hub-${userInfo().uid}`, `${name}.sock`);
}
